//! What the page of members asks, and who comes with an invitation. All of it works as a plain form.

use leptos::server;
use types::{
    InvitationId, MemberId, Notice, Role,
    members::{Invited, Staff},
};

use crate::Failure;

/// Who works for the shop, and who is invited to.
#[server(prefix = "/api/members", endpoint = "list")]
pub async fn read_staff(shop: String) -> Result<Staff, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    let staff = engine::accounts::staff(&cx).await;
    Ok(Staff { notice: crate::ssr::door::notice(), ..crate::ssr::answer(staff)? })
}

/// Invites somebody; the page then shows the link that lets them in.
#[server(prefix = "/api/members", endpoint = "invite")]
pub async fn invite(shop: String, email: String, role: Role) -> Result<(), Failure> {
    use crate::ssr::door;
    let done = async {
        let cx = crate::ssr::cx(&shop).await?;
        let link = crate::ssr::answer(engine::accounts::invite(&cx, &email, role).await)?;
        let told = match engine::mail::works(&crate::ssr::engine()?) {
            true => "They are invited. The link goes to them by mail; here it is too.",
            false => "They are invited. Send them this link; it is good for a week.",
        };
        Ok(Notice { link, ..door::done(told) })
    };
    let done = done.await;
    door::back(&crate::address::of(&shop, "settings/members"), &[("email", &email), ("role", role.as_str())], done)
}

#[server(prefix = "/api/members", endpoint = "withdraw")]
pub async fn withdraw(shop: String, invitation: InvitationId) -> Result<(), Failure> {
    use crate::ssr::door;
    let done = async {
        let cx = crate::ssr::cx(&shop).await?;
        crate::ssr::answer(engine::accounts::withdraw(&cx, invitation).await)?;
        Ok(door::done("The invitation is withdrawn."))
    };
    let done = done.await;
    door::back(&crate::address::of(&shop, "settings/members"), &[], done)
}

#[server(prefix = "/api/members", endpoint = "role")]
pub async fn set_role(shop: String, member: MemberId, role: Role) -> Result<(), Failure> {
    use crate::ssr::door;
    let done = async {
        let cx = crate::ssr::cx(&shop).await?;
        crate::ssr::answer(engine::accounts::set_role(&cx, member, role).await)?;
        Ok(door::done(&format!("The role is {role} now.")))
    };
    let done = done.await;
    door::back(&crate::address::of(&shop, "settings/members"), &[], done)
}

/// Removes a member; what is told of it holds what takes it back (`undo`).
#[server(prefix = "/api/members", endpoint = "remove")]
pub async fn remove(shop: String, member: MemberId) -> Result<Notice, Failure> {
    use crate::ssr::door;
    let done = async {
        let cx = crate::ssr::cx(&shop).await?;
        let (name, undo) = crate::ssr::answer(engine::accounts::remove(&cx, member).await)?;
        Ok(Notice { undo, ..door::done(&format!("{name} works for this shop no more.")) })
    };
    let done: Result<Notice, Failure> = done.await;
    let told = done.as_ref().cloned().unwrap_or_default();
    door::back(&crate::address::of(&shop, "settings/members"), &[], done).map(|()| told)
}

#[server(prefix = "/api/members", endpoint = "restore")]
pub async fn restore(shop: String, undo: String) -> Result<(), Failure> {
    use crate::ssr::door;
    let done = async {
        let cx = crate::ssr::cx(&shop).await?;
        crate::ssr::answer(engine::accounts::restore(&cx, &undo).await)?;
        Ok(door::done("They are back."))
    };
    let done = done.await;
    door::back(&crate::address::of(&shop, "settings/members"), &[], done)
}

/// What an invitation's link leads to.
#[server(prefix = "/api/members", endpoint = "invited")]
pub async fn read_invited(token: String) -> Result<Invited, Failure> {
    let invited = engine::accounts::invited(&crate::ssr::engine()?, &token).await;
    Ok(Invited { notice: crate::ssr::door::notice(), ..crate::ssr::answer(invited)? })
}

/// Takes up an invitation, logs in, and goes to the shop.
#[server(prefix = "/api/members", endpoint = "join")]
pub async fn join(token: String, #[server(default)] name: String, password: String) -> Result<(), Failure> {
    use crate::ssr::door;
    let engine = crate::ssr::engine()?;
    let done = async {
        let joined = engine::accounts::join(&engine, &token, &name, &password, door::address()).await;
        let (member, handle) = crate::ssr::answer(joined)?;
        door::begin(member).await?;
        Ok(crate::address::of(&handle, ""))
    };
    door::lead(&format!("/invite/{}", crate::address::encode(&token)), &[("name", &name)], done.await)
}
