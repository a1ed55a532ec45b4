//! Lists that are the whole response.

use crate::runtime::private as rt;

/// `GET /repos`, whose pages are linked.
pub fn list() -> List {
    rt::Empty::empty()
}

#[non_exhaustive]
#[must_use = "nothing is sent until `send` is called"]
pub struct List {
    pub page: Option<i64>,
    pub per_page: Option<i64>,
    pub extra: rt::Extra,
    pub options: rt::Options,
}
rt::operation! {
    List {
        0 page = "page" 16,
        1 per_page = "per_page" 16,
    } => Vec<Repo>, items of Repo;
    rt::OperationInfo {
        id: "repos::list",
        method: rt::Method::GET,
        path: "/repos",
        server: super::servers::V2,
        details: &rt::OperationDetails {
            security: Some(&[rt::Scheme::Bearer]),
            alternatives: &[&[rt::Scheme::Query("key")]],
            link_paging: true,
            ..rt::OperationDetails::DEFAULT
        },
        ..rt::OperationInfo::DEFAULT
    }
}

/// `GET /forks`, whose pages are numbered.
pub fn forks() -> Forks {
    rt::Empty::empty()
}

#[non_exhaustive]
#[must_use = "nothing is sent until `send` is called"]
pub struct Forks {
    pub page: Option<i64>,
    pub per_page: Option<i64>,
    pub extra: rt::Extra,
    pub options: rt::Options,
}
rt::operation! {
    Forks {
        0 page = "page" 16,
        1 per_page = "per_page" 16,
    } => Vec<Repo>, items of Repo;
    rt::OperationInfo {
        id: "repos::forks",
        method: rt::Method::GET,
        path: "/forks",
        server: super::servers::V2,
        paging: Some(rt::Paging {
            token: None,
            page: Some(rt::NumberPaging { request: "page", response: "", count: "" }),
        }),
        ..rt::OperationInfo::DEFAULT
    }
}

/// `GET /stars`: an object, and nothing in it but the list.
pub fn stars() -> Stars {
    rt::Empty::empty()
}

#[non_exhaustive]
#[must_use = "nothing is sent until `send` is called"]
pub struct Stars {
    pub page: Option<i64>,
    pub extra: rt::Extra,
    pub options: rt::Options,
}
rt::operation! {
    Stars {
        0 page = "page" 16,
    } => StarsPage, items in repos of Repo;
    rt::OperationInfo {
        id: "repos::stars",
        method: rt::Method::GET,
        path: "/stars",
        server: super::servers::V2,
        paging: Some(rt::Paging {
            token: None,
            page: Some(rt::NumberPaging { request: "page", response: "", count: "" }),
        }),
        ..rt::OperationInfo::DEFAULT
    }
}

#[non_exhaustive]
pub struct StarsPage {
    pub repos: Vec<Repo>,
    pub extra: rt::Extra,
}
rt::model! { StarsPage { 0 repos = "repos" } default }

#[non_exhaustive]
pub struct Repo {
    pub id: Option<String>,
    pub extra: rt::Extra,
}
rt::model! { Repo { 0 id = "id" } default }

/// `GET /scim/Users`: pages are known by the position of their first item.
pub fn members() -> Members {
    rt::Empty::empty()
}

#[non_exhaustive]
#[must_use = "nothing is sent until `send` is called"]
pub struct Members {
    pub start_index: Option<i64>,
    pub count: Option<i64>,
    pub extra: rt::Extra,
    pub options: rt::Options,
}
rt::operation! {
    Members {
        0 start_index = "startIndex" 16,
        1 count = "count" 16,
    } => MembersPage, items in resources of Repo;
    rt::OperationInfo {
        id: "repos::members",
        method: rt::Method::GET,
        path: "/scim/Users",
        server: super::servers::V2,
        details: &rt::OperationDetails {
            offset_paging: Some(rt::OffsetPaging {
                request: "startIndex",
                first: 1,
                total: "totalResults",
                items: "Resources",
            }),
            ..rt::OperationDetails::DEFAULT
        },
        ..rt::OperationInfo::DEFAULT
    }
}

#[non_exhaustive]
pub struct MembersPage {
    pub total_results: Option<i64>,
    pub schemas: Vec<String>,
    pub resources: Vec<Repo>,
    pub extra: rt::Extra,
}
rt::model! {
    MembersPage { 0 total_results = "totalResults", 1 schemas = "schemas", 2 resources = "Resources" } default
}
