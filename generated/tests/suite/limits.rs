//! The limits of Zoom's plans, and the limiter with them.

use super::TOKEN;
use zoom_client::auth::Bearer;
use zoom_client::runtime::testing::{FakeResponse, FakeTransport};
use zoom_client::servers::V2;
use zoom_client::zoom::Plan;
use zoom_client::{Client, Limiter, Operation as _, Options, users};

#[test]
fn every_plan_has_limits_for_every_label() {
    for plan in [Plan::Free, Plan::Pro, Plan::Business] {
        for label in ["light", "medium", "heavy", "resource-intensive"] {
            let quotas = V2.limits.quotas.iter();
            let own = quotas.filter(|quota| quota.plan == plan.as_ref() && quota.api.is_empty());
            let short = own.filter(|quota| quota.labels.contains(&label) && quota.seconds <= 60);
            assert_eq!(short.count(), 1, "{plan:?} {label}");
        }
    }
    // A label of the documents that the tables do not know would never be limited.
    let labels = ["light", "medium", "heavy", "resource-intensive"];
    assert!(
        V2.limits.quotas.iter().all(|quota| quota.labels.iter().all(|one| labels.contains(one)))
    );
    assert_eq!(zoom_client::Operation::info(&users::get("me")).rate_limit, Some("light"));
}

#[tokio::test]
async fn what_zoom_says_about_the_day_is_believed() {
    let transport = FakeTransport::new();
    let used_up = FakeResponse::json(200, r#"{"id":"a"}"#)
        .header("X-RateLimit-Category", "Light")
        .header("X-RateLimit-Type", "Daily-limit")
        .header("X-RateLimit-Limit", "6000")
        .header("X-RateLimit-Remaining", "0");
    transport.always(used_up);
    let builder = Client::builder().transport(transport.clone()).auth(Bearer::new(TOKEN));
    let zoom = builder.limiter(Limiter::new(Plan::Free)).build().unwrap();
    users::get("me").send(&zoom).await.unwrap();
    let error = users::get("me").send(&zoom).await.unwrap_err();
    assert!(error.is_daily_limit() && error.resume_at().is_some(), "{error}");
    assert_eq!(transport.sent().len(), 1);
    // Who wants to hear it from the server can.
    let options = Options::new().skip_limiter();
    users::get("me").options(options).send(&zoom).await.unwrap();
    assert_eq!(transport.sent().len(), 2);
}
