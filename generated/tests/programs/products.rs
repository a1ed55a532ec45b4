//! One program for each of the larger products.

mod calendar_sync {
    include!("../../examples/calendar_sync.rs");

    #[tokio::test]
    async fn each_run_reads_only_what_has_changed() {
        use crate::support::{Reply, Server};

        let server = Server::start(|_, request| match request.target() {
            line if line.contains("syncToken=s1") => {
                Reply::ok(r#"{"nextSyncToken":"s2","items":[{"id":"b","status":"cancelled"}]}"#)
            }
            line if line.contains("pageToken=p") => {
                Reply::ok(r#"{"nextSyncToken":"s1","items":[{"id":"b"}]}"#)
            }
            _ => Reply::ok(r#"{"nextPageToken":"p","items":[{"id":"a","summary":"Review"}]}"#),
        })
        .await;
        let zoom = crate::client(&server);
        let file = std::env::temp_dir().join(format!("zoom-sync-{}", std::process::id()));
        let first = changes(&zoom, "primary", &file).await.unwrap();
        assert_eq!(first.len(), 2);
        assert_eq!(fs::read_to_string(&file).unwrap(), "s1");
        let second = changes(&zoom, "primary", &file).await.unwrap();
        assert_eq!(second.len(), 1);
        assert_eq!(second[0].status, Some(EventStatus::Cancelled));
        assert_eq!(fs::read_to_string(&file).unwrap(), "s2");
        fs::remove_file(&file).unwrap();
        assert_eq!(server.requests().len(), 3);
        assert_eq!(server.requests()[0].path(), "/calendars/primary/events");
    }
}

mod contact_center_report {
    include!("../../examples/contact_center_report.rs");

    #[tokio::test]
    async fn agents_are_added_and_the_engagements_of_a_day_are_written() {
        use crate::support::{Reply, Server};

        let server = Server::start(|_, request| match (request.path(), request.target()) {
            ("/contact_center/queues", line) if line.contains("next_page_token=t") => {
                Reply::ok(r#"{"queues":[{"queue_id":"q-2","queue_name":"Support"}]}"#)
            }
            ("/contact_center/queues", _) => {
                Reply::ok(r#"{"next_page_token":"t","queues":[{"queue_name":"Sales"}]}"#)
            }
            ("/contact_center/engagements", _) => Reply::ok(
                r#"{"engagements":[{"engagement_id":"e-1","queues":[{"queue_id":"q-2"}]}]}"#,
            ),
            _ => Reply::json(201, "{}"),
        })
        .await;
        let zoom = crate::client(&server);
        let queue = find(&zoom, "Support").await.unwrap();
        let agents = ["jo@example.com".to_owned()];
        queues::agents::add(queue.require_queue_id().unwrap(), agents).send(&zoom).await.unwrap();
        let mut lines = Vec::new();
        let day = Date::from_ymd(2026, 11, 2).unwrap();
        assert_eq!(export(&zoom, &queue, day, &mut lines).await.unwrap(), 1);
        let line: serde_json::Value = serde_json::from_slice(&lines).unwrap();
        assert_eq!(line["engagement_id"], "e-1");
        let requests = server.requests();
        assert_eq!(requests[2].line, "POST /contact_center/queues/q-2/agents");
        assert_eq!(requests[2].body, r#"{"user_ids":["jo@example.com"]}"#);
        let query = requests[3].target();
        for part in ["queue_id=q-2", "from=2026-11-02", "to=2026-11-02"] {
            assert!(query.contains(part), "{query}");
        }
        assert!(find(&zoom, "Nobody").await.unwrap_err().to_string().contains("no queue Nobody"));
    }
}

mod event_setup {
    include!("../../examples/event_setup.rs");

    #[tokio::test]
    async fn an_event_is_published_with_a_session_and_tickets() {
        use crate::support::{Reply, Server};

        let server = Server::start(|_, request| match request.path() {
            "/zoom_events/events" => Reply::json(201, r#"{"event_id":"e"}"#),
            path if path.ends_with("/sessions") => Reply::json(201, r#"{"session_id":"s"}"#),
            path if path.ends_with("/ticket_types") => {
                Reply::json(201, r#"{"ticket_type_id":"t"}"#)
            }
            path if path.ends_with("/tickets") => Reply::json(201, r#"{"tickets":[],"errors":[]}"#),
            _ => Reply::json(204, ""),
        })
        .await;
        let people = ["jo@example.com", "sam@example.com"].map(str::to_owned);
        let event =
            create(&crate::client(&server), "h", "2026-12-07", people.into_iter()).await.unwrap();
        assert_eq!(event.as_str(), "e");
        let requests = server.requests();
        let lines: Vec<&str> = requests.iter().map(|request| request.line.as_str()).collect();
        assert_eq!(
            lines,
            [
                "POST /zoom_events/events",
                "POST /zoom_events/events/e/sessions",
                "POST /zoom_events/events/e/ticket_types",
                "POST /zoom_events/events/e/event_actions",
                "POST /zoom_events/events/e/tickets",
            ]
        );
        let body = |index: usize| -> serde_json::Value {
            serde_json::from_str(&requests[index].body).unwrap()
        };
        assert_eq!(body(0)["event_type"], "CONFERENCE");
        assert_eq!(body(0)["calendar"][0]["end_time"], "2026-12-07T11:00:00Z");
        assert_eq!(body(1)["type"], 0);
        assert_eq!(body(2)["free"], true);
        assert_eq!(body(3), serde_json::json!({"operation": "publish"}));
        assert_eq!(
            body(4)["tickets"],
            serde_json::json!([
                {"email": "jo@example.com", "ticket_type_id": "t"},
                {"email": "sam@example.com", "ticket_type_id": "t"},
            ])
        );
    }
}

mod mail_search {
    include!("../../examples/mail_search.rs");

    #[tokio::test]
    async fn attachments_are_saved_and_a_draft_is_sent() {
        use crate::support::{Reply, Server};

        let server = Server::start(|_, request| match request.path() {
            "/emails/mailboxes/me/threads" => Reply::ok(r#"{"threads":[{"id":"t-1"}]}"#),
            "/emails/mailboxes/me/threads/t-1" => Reply::ok(
                r#"{"id":"t-1","messages":[{"id":"m-1","payload":{"parts":[{"mimeType":"text/plain"},
                    {"filename":"../bill.txt","body":{"attachmentId":"a-1"}}]}}]}"#,
            ),
            path if path.contains("/attachments/") => {
                Reply::ok(r#"{"attachmentId":"a-1","size":7,"data":"YSBzbWFsbA=="}"#)
            }
            "/emails/mailboxes/me/drafts" => Reply::json(201, r#"{"id":"d-1"}"#),
            _ => Reply::ok("{}"),
        })
        .await;
        let zoom = crate::client(&server);
        let folder = std::env::temp_dir().join(format!("zoom-mail-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        assert_eq!(save(&zoom, "me", "subject:invoice", &folder).await.unwrap(), 1);
        assert_eq!(std::fs::read(folder.join("bill.txt")).unwrap(), b"a small");
        std::fs::remove_dir_all(&folder).unwrap();
        confirm(&zoom, "me", "jo@example.com", "1 file saved").await.unwrap();
        let requests = server.requests();
        assert!(requests[0].target().contains("q=subject%3Ainvoice"), "{}", requests[0].target());
        assert_eq!(requests[2].line, "GET /emails/mailboxes/me/messages/m-1/attachments/a-1");
        let draft: serde_json::Value = serde_json::from_str(&requests[3].body).unwrap();
        let mail = base64url::decode(draft["message"]["raw"].as_str().unwrap()).unwrap();
        assert!(mail.starts_with(b"To: jo@example.com\r\n"));
        assert_eq!(requests[4].line, "POST /emails/mailboxes/me/drafts/send");
        assert_eq!(requests[4].body, r#"{"id":"d-1"}"#);
    }
}

mod room_devices {
    include!("../../examples/room_devices.rs");

    #[tokio::test]
    async fn offline_devices_of_all_rooms_of_the_location_are_reported() {
        use crate::support::{Reply, Server};

        let server = Server::start(|_, request| match request.path() {
            "/rooms/locations" => Reply::ok(
                r#"{"locations":[{"id":"l-1","name":"Warehouse"},{"id":"l-2","name":"Headquarters"}]}"#,
            ),
            "/rooms" => Reply::ok(r#"{"rooms":[{"id":"r-1","name":"Red"},{"id":"r-2","name":"Blue"}]}"#),
            "/rooms/r-1/devices" => Reply::ok(
                r#"{"devices":[{"device_hostname":"Camera","status":"Online"},{"device_hostname":"Controller","status":"Offline"}]}"#,
            ),
            _ => Reply::ok(r#"{"devices":[{"device_hostname":"Display","status":"Offline"}]}"#),
        })
        .await;
        let lines = offline(&crate::client(&server), "Headquarters").await.unwrap();
        assert_eq!(lines, ["Red: Controller", "Blue: Display"]);
        assert!(server.requests()[1].target().contains("location_id=l-2"));
    }
}

mod scim_provisioning {
    include!("../../examples/scim_provisioning.rs");

    #[tokio::test]
    async fn a_user_is_created_activated_and_added_to_a_group() {
        use crate::support::{Reply, Server};

        let server = Server::start(|_, request| match (request.line.split(' ').next(), request.path()) {
            (Some("GET"), "/scim2/Users") => Reply::ok(r#"{"totalResults":0,"Resources":[]}"#),
            (Some("GET"), "/scim2/Groups") => Reply::ok(
                r#"{"totalResults":1,"startIndex":1,"Resources":[{"id":"g-1","displayName":"Sales"}]}"#,
            ),
            (Some("PATCH"), path) if path.starts_with("/scim2/Groups") => Reply::json(204, ""),
            _ => Reply::json(201, r#"{"id":"u-1","userName":"jo@example.com"}"#),
        })
        .await;
        let zoom = crate::client(&server);
        let user = provision(&zoom, "jo@example.com", true).await.unwrap();
        join(&zoom, &user, "Sales").await.unwrap();
        let requests = server.requests();
        let lines: Vec<&str> = requests.iter().map(|request| request.line.as_str()).collect();
        assert_eq!(
            lines,
            [
                "GET /scim2/Users?filter=userName%20eq%20%22jo%40example.com%22",
                "POST /scim2/Users",
                "PATCH /scim2/Users/u-1",
                "GET /scim2/Groups?filter=displayName%20eq%20%22Sales%22",
                "PATCH /scim2/Groups/g-1",
            ]
        );
        let patch = |op: serde_json::Value| {
            let schemas = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"];
            serde_json::json!({"schemas": schemas, "Operations": [op]})
        };
        let body = |index: usize| -> serde_json::Value {
            serde_json::from_str(&requests[index].body).unwrap()
        };
        let active = serde_json::json!({"op": "replace", "value": {"active": true}});
        assert_eq!(body(2), patch(active));
        let member =
            serde_json::json!({"op": "add", "path": "members", "value": [{"value": "u-1"}]});
        assert_eq!(body(4), patch(member));
        for request in [&requests[1], &requests[2], &requests[4]] {
            assert_eq!(request.header("content-type"), Some("application/scim+json"));
        }
        assert_eq!(requests[0].header("accept"), Some("application/scim+json"));
    }

    #[tokio::test]
    async fn errors_of_scim_have_status_kind_and_detail() {
        use crate::support::{Reply, Server};

        let server = Server::always(Reply::json(
            409,
            r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"scimType":"uniqueness",
                "detail":"Group Sales exists.","status":"409"}"#,
        ))
        .await;
        let request = scim2::groups::create("Sales");
        let error = request.send(&crate::client(&server)).await.unwrap_err();
        let error = error.api().unwrap();
        assert_eq!(error.status, 409);
        assert_eq!(error.code, Some(409));
        assert_eq!(error.kind.as_deref(), Some("uniqueness"));
        assert_eq!(error.message, "Group Sales exists.");
        let meaning = error.meaning.unwrap();
        assert!(meaning.contains("already in use"), "{meaning}");
    }

    #[tokio::test]
    async fn all_users_of_a_list_are_read_by_position() {
        use crate::support::{Reply, Server};

        let server = Server::start(|_, request| {
            let (start, id) = match request.target().contains("startIndex=3") {
                true => (3, "c"),
                false => (1, "a"),
            };
            let more = if start == 1 { r#",{"id":"b"}"# } else { "" };
            Reply::ok(format!(
                r#"{{"totalResults":3,"startIndex":{start},"Resources":[{{"id":"{id}"}}{more}]}}"#
            ))
        })
        .await;
        let mut users = scim2::users::list().count(2).items(&crate::client(&server));
        let mut ids = Vec::new();
        while let Some(user) = users.try_next().await.unwrap() {
            ids.push(user.require_id().unwrap().to_string());
        }
        assert_eq!(ids, ["a", "b", "c"]);
        assert_eq!(server.requests().len(), 2);
    }
}
