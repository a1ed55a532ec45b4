//! The inputs of version 1 by name, value and the text that is sent, as its document lists them.

/// Sets inputs of a request and adds what should be sent for them to a list.
macro_rules! set {
    ($request:expr, $sent:expr; $($setter:ident: $wire:literal = $value:expr => $text:literal,)*) => {{
        let sent: &mut Vec<(&str, &str)> = $sent;
        $(sent.push(($wire, $text));)*
        $request$(.$setter($value))*
    }};
}

/// Sets switches of a request, the first half on and the second half off.
macro_rules! switch {
    ($request:expr, $sent:expr; on $($on:ident)*; off $($off:ident)*;) => {{
        let sent: &mut Vec<(&str, &str)> = $sent;
        $(sent.push((stringify!($on), "true"));)*
        $(sent.push((stringify!($off), "false"));)*
        $request$(.$on(true))*$(.$off(false))*
    }};
}

/// The switches that every way to create a user has in common with updating one.
macro_rules! switches {
    ($request:expr, $sent:expr) => {
        switch! { $request, $sent;
            on disable_chat enable_e2e_encryption enable_silent_mode disable_group_hd
                disable_recording enable_cmr enable_auto_recording enable_cloud_auto_recording
                enable_webinar enable_large disable_feedback disable_jbh_reminder
                enable_breakout_room enable_polling enable_annotation enable_share_dual_camera;
            off enable_far_end_camera_control disable_private_chat enable_enter_exit_chime
                disable_cancel_meeting_notification enable_remote_support enable_file_transfer
                enable_virtual_background enable_attention_tracking enable_waiting_room
                enable_closed_caption enable_co_host enable_auto_saving_chats
                enable_phone_participants_password enable_auto_delete_cmr;
        }
    };
}

/// The other inputs that every way to create a user has in common with updating one.
macro_rules! profile {
    ($request:expr, $sent:expr) => {
        set! { $request, $sent;
            first_name: "first_name" = "Jo" => "Jo",
            last_name: "last_name" = "Doe & Söhne" => "Doe & Söhne",
            track_id: "track_id" = "t-1" => "t-1",
            meeting_capacity: "meeting_capacity" = 0 => "0",
            webinar_capacity: "webinar_capacity" = 10_000 => "10000",
            large_capacity: "large_capacity" = 500 => "500",
            option_enter_exit_chime_type: "option_enter_exit_chime_type" = ChimeType::Host => "1",
            auto_delete_cmr_days: "auto_delete_cmr_days" = 30 => "30",
            dept: "dept" = "R+D" => "R+D",
            group_id: "group_id" = "g-1" => "g-1",
            imgroup_id: "imgroup_id" = "i-1" => "i-1",
        }
    };
}

pub(crate) use {profile, set, switch, switches};
