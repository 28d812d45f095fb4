//! The icons (Lucide, ISC). The page holds the drawings it uses once, in a sprite; here are only their names.

use leptos::prelude::*;

macro_rules! icons {
    ($($name:ident = $id:literal,)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Icon { $($name,)* }

        impl Icon {
            pub const ALL: &'static [Icon] = &[$(Icon::$name,)*];

            /// The drawing's name; its id in the page's sprite begins with `i-`, so that it is no field's.
            pub fn name(self) -> &'static str {
                match self { $(Icon::$name => $id,)* }
            }
        }
    };
}

icons! {
    Archive = "archive",
    ArrowDown = "arrow-down",
    ArrowLeft = "arrow-left",
    ArrowRight = "arrow-right",
    ArrowUp = "arrow-up",
    ArrowUpDown = "arrow-up-down",
    ArrowUpRight = "arrow-up-right",
    AtSign = "at-sign",
    Ban = "ban",
    Bell = "bell",
    BookOpen = "book-open",
    Brain = "brain",
    Building = "building-2",
    Calendar = "calendar",
    ChartLine = "chart-line",
    Check = "check",
    ChevronDown = "chevron-down",
    ChevronLeft = "chevron-left",
    ChevronRight = "chevron-right",
    Circle = "circle",
    CircleAlert = "circle-alert",
    CircleCheck = "circle-check",
    CircleDashed = "circle-dashed",
    CircleDot = "circle-dot",
    Help = "circle-help",
    Clock = "clock",
    Code = "code",
    Copy = "copy",
    CornerDownLeft = "corner-down-left",
    Download = "download",
    Ellipsis = "ellipsis",
    Eye = "eye",
    FileDown = "file-down",
    FileText = "file-text",
    Gift = "gift",
    GitCompare = "git-compare",
    Globe = "globe",
    GripVertical = "grip-vertical",
    Hand = "hand",
    Heart = "heart",
    House = "house",
    Image = "image",
    ImageOff = "image-off",
    Inbox = "inbox",
    Info = "info",
    KeyRound = "key-round",
    Languages = "languages",
    Layers = "layers",
    Link = "link",
    ListFilter = "list-filter",
    LoaderCircle = "loader-circle",
    Lock = "lock",
    LogOut = "log-out",
    Menu = "menu",
    MessageCircle = "message-circle",
    MessageSquare = "message-square",
    MessagesSquare = "messages-square",
    Minus = "minus",
    NotebookPen = "notebook-pen",
    OctagonAlert = "octagon-alert",
    Package = "package",
    PackageCheck = "package-check",
    Palette = "palette",
    PanelRight = "panel-right",
    Pause = "pause",
    Pencil = "pencil",
    Play = "play",
    Plus = "plus",
    Refresh = "refresh-cw",
    RotateCcw = "rotate-ccw",
    Scale = "scale",
    Search = "search",
    Send = "send",
    Settings = "settings",
    ShieldCheck = "shield-check",
    ShoppingBag = "shopping-bag",
    SlidersHorizontal = "sliders-horizontal",
    Smartphone = "smartphone",
    Star = "star",
    Store = "store",
    SunMoon = "sun-moon",
    Tag = "tag",
    ThumbsDown = "thumbs-down",
    ThumbsUp = "thumbs-up",
    Trash = "trash-2",
    TriangleAlert = "triangle-alert",
    Truck = "truck",
    Undo = "undo-2",
    Upload = "upload",
    UserRound = "user-round",
    Users = "users",
    Wallet = "wallet",
    WifiOff = "wifi-off",
    Wrench = "wrench",
    Close = "x",
    Zap = "zap",
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
        Icon::ThumbsDown,
        Icon::ThumbsUp,
        Icon::UserRound,
        Icon::WifiOff,
        Icon::Close,
    ];

    /// Points somewhere, so it is mirrored where text runs from right to left.
    fn flips(self) -> bool {
        matches!(
            self,
            Icon::Send
                | Icon::ArrowUpRight
                | Icon::ArrowLeft
                | Icon::ArrowRight
                | Icon::ChevronLeft
                | Icon::ChevronRight
                | Icon::CornerDownLeft
                | Icon::LogOut
        )
    }

    pub fn view(self) -> AnyView {
        let href = format!("#i-{}", self.name());
        view! { <svg class="icon" aria-hidden="true" data-flip=self.flips()><use href=href></use></svg> }.into_any()
    }

    /// For small text.
    pub fn small(self) -> AnyView {
        let href = format!("#i-{}", self.name());
        view! { <svg class="icon" data-size="s" aria-hidden="true" data-flip=self.flips()><use href=href></use></svg> }
            .into_any()
    }
}
