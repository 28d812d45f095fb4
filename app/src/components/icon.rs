//! The icons (Lucide, ISC). The page holds the drawings it uses once, in a sprite; here are only their names.

use leptos::prelude::*;

macro_rules! icons {
    ($($name:ident = $id:literal,)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Icon { $($name,)* }

        impl Icon {
            /// The id of the drawing in the sprite.
            pub fn name(self) -> &'static str {
                match self { $(Icon::$name => $id,)* }
            }
        }
    };
}

icons! {
    ArrowDown = "arrow-down",
    ArrowUpRight = "arrow-up-right",
    Check = "check",
    CircleAlert = "circle-alert",
    CircleCheck = "circle-check",
    Clock = "clock",
    Copy = "copy",
    Hand = "hand",
    ImageOff = "image-off",
    Refresh = "refresh-cw",
    Send = "send",
    UserRound = "user-round",
    WifiOff = "wifi-off",
    Close = "x",
}

impl Icon {
    /// Those the chat page uses.
    pub const CHAT: &'static [Icon] = &[
        Icon::ArrowDown,
        Icon::Check,
        Icon::CircleAlert,
        Icon::CircleCheck,
        Icon::Clock,
        Icon::Hand,
        Icon::ImageOff,
        Icon::Refresh,
        Icon::Send,
        Icon::UserRound,
        Icon::WifiOff,
        Icon::Close,
    ];

    /// Those the dashboard's pages use.
    pub const DASHBOARD: &'static [Icon] = &[Icon::ArrowUpRight, Icon::Check, Icon::Copy];

    /// Points somewhere, so it is mirrored where text runs from right to left.
    fn flips(self) -> bool {
        matches!(self, Icon::Send | Icon::ArrowUpRight)
    }

    pub fn view(self) -> AnyView {
        let href = format!("#{}", self.name());
        view! { <svg class="icon" aria-hidden="true" data-flip=self.flips()><use href=href></use></svg> }.into_any()
    }

    /// For small text.
    pub fn small(self) -> AnyView {
        let href = format!("#{}", self.name());
        view! { <svg class="icon" data-size="s" aria-hidden="true" data-flip=self.flips()><use href=href></use></svg> }
            .into_any()
    }
}
