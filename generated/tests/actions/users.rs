//! Users.

use serde_json::json;
use zoom_client::Operation as _;
use zoom_client::enums::{
    LoginType, PhoneLabel, PronounsOption, UserStatus, UserType, ZoomOneType, ZoomUnitedChange,
    ZoomUnitedType,
};
use zoom_client::types::CustomAttribute;
use zoom_client::users::{self, create, delete, list, update};

use crate::assert_sent;

#[test]
fn create_user() {
    let feature = create::user_info::Feature::new()
        .zoom_phone(true)
        .zoom_one_type(ZoomOneType::BusinessPlusUsCa);
    let info = create::UserInfo::new("jo@example.com", UserType::Licensed)
        .first_name("Jo")
        .last_name("Doe")
        .display_name("Jo D.")
        .password("Fake-pass-1")
        .feature(feature)
        .plan_united_type(ZoomUnitedType::BusinessUsCa);
    let request = users::create(zoom_client::enums::UserCreation::AutoCreate, info);
    let body = json!({
        "action": "autoCreate",
        "user_info": {
            "email": "jo@example.com",
            "type": 2,
            "first_name": "Jo",
            "last_name": "Doe",
            "display_name": "Jo D.",
            "password": "Fake-pass-1",
            "feature": {"zoom_phone": true, "zoom_one_type": 16},
            // A number that travels as text.
            "plan_united_type": "32",
        },
    });
    assert_sent(request.request(), "POST /users", &[], body);
}

#[test]
fn delete_user() {
    let request = users::delete("jo@example.com")
        .encrypted_email(false)
        .action(delete::Action::Disassociate)
        .transfer_email("heir@example.com")
        .transfer_meeting(true)
        .transfer_webinar(true)
        .transfer_recording(true)
        .transfer_whiteboard(true);
    let query = [
        ("encrypted_email", "false"),
        ("action", "disassociate"),
        ("transfer_email", "heir@example.com"),
        ("transfer_meeting", "true"),
        ("transfer_webinar", "true"),
        ("transfer_recording", "true"),
        ("transfer_whiteboard", "true"),
    ];
    assert_sent(request.request(), "DELETE /users/jo%40example.com", &query, None);
}

#[test]
fn get_user() {
    let request = users::get("e-17")
        .login_type(LoginType::Sso)
        .encrypted_email(false)
        .search_by_unique_id(true);
    let query =
        [("login_type", "101"), ("encrypted_email", "false"), ("search_by_unique_id", "true")];
    assert_sent(request.request(), "GET /users/e-17", &query, None);
}

#[test]
fn list_users() {
    let request = users::list()
        .status(UserStatus::Pending)
        .role_id("0")
        .include_fields([list::IncludeField::HostKey])
        .license(zoom_client::enums::UserLicense::WorkforceManagement);
    let query = [
        ("status", "pending"),
        ("role_id", "0"),
        ("include_fields", "host_key"),
        ("license", "zoom_workforce_management"),
    ];
    assert_sent(request.request(), "GET /users", &query, None);
}

#[test]
fn update_user() {
    let attribute = CustomAttribute::new().key("cbf_shoe_size").name("Shoe size").value("43");
    let number = update::PhoneNumber::new()
        .code("+1")
        .country("US")
        .label(PhoneLabel::Mobile)
        .number("5550100");
    let request = users::update("u-1")
        .login_type(LoginType::Zoom)
        .remove_tsp_credentials(true)
        .cms_user_id("c-1")
        .company("Example")
        .custom_attributes([attribute])
        .dept("Kitchen")
        .first_name("Jo")
        .group_id("g-1")
        .host_key("123456")
        .job_title("Cook")
        .language("en-US")
        .last_name("Doe")
        .location("Springfield")
        .manager("boss@example.com")
        .phone_numbers([number])
        .pmi(1_234_567_890)
        .pronouns("they/them")
        .pronouns_option(PronounsOption::Always)
        .timezone("Europe/Berlin")
        .type_(UserType::Licensed)
        .use_pmi(true)
        .vanity_name("jo-doe")
        .display_name("Jo D.")
        .zoom_one_type(ZoomOneType::EduEnterpriseStudent)
        .plan_united_type(ZoomUnitedChange::None)
        .feature(update::Feature::new().zoom_phone(true))
        .about_me("I cook.")
        .linkedin_url("https://example.com/in/jo");
    let body = json!({
        "cms_user_id": "c-1",
        "company": "Example",
        "custom_attributes": [{"key": "cbf_shoe_size", "name": "Shoe size", "value": "43"}],
        "dept": "Kitchen",
        "first_name": "Jo",
        "group_id": "g-1",
        "host_key": "123456",
        "job_title": "Cook",
        "language": "en-US",
        "last_name": "Doe",
        "location": "Springfield",
        "manager": "boss@example.com",
        "phone_numbers": [{"code": "+1", "country": "US", "label": "Mobile", "number": "5550100"}],
        "pmi": 1_234_567_890,
        "pronouns": "they/them",
        "pronouns_option": 2,
        "timezone": "Europe/Berlin",
        "type": 2,
        "use_pmi": true,
        "vanity_name": "jo-doe",
        "display_name": "Jo D.",
        "zoom_one_type": 576_460_752_303_423_488_i64,
        "plan_united_type": "none",
        "feature": {"zoom_phone": true},
        "about_me": "I cook.",
        "linkedin_url": "https://example.com/in/jo",
    });
    let query = [("login_type", "100"), ("remove_tsp_credentials", "true")];
    assert_sent(request.request(), "PATCH /users/u-1", &query, body);
}
