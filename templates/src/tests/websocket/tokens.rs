//! Tokens that are rejected.

use futures_util::SinkExt;
use tokio_tungstenite::tungstenite::Message;

use super::{Zoom, drain, issuing, message, next_name};

#[tokio::test]
async fn a_rejected_token_is_known_by_its_words_and_an_event_is_an_event() {
    for words in [
        "Invalid Token.",
        "invalid access token",
        "Access token is expired",
        "The token has EXPIRED",
    ] {
        let (_server, client) = issuing().await;
        let text = serde_json::json!({"module": "message", "content": words, "success": false});
        let zoom = Zoom::start(
            |_| None,
            move |number, mut socket| {
                let error_response = Message::text(text.to_string());
                async move {
                    if number == 0 {
                        socket.send(error_response).await.unwrap();
                    } else {
                        let event = message("a.token.that.is.invalid.or.expired");
                        socket.send(event).await.unwrap();
                    }
                    drain(socket).await;
                }
            },
        );
        let zoom = zoom.await;
        let mut events = zoom.events(&client).connect().unwrap();
        assert_eq!(next_name(&mut events).await, "a.token.that.is.invalid.or.expired", "{words}");
        assert_eq!(zoom.tokens(), ["token-0", "token-1"], "{words}");
    }
}
