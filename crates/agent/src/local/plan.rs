//! What the local mind does next, from the reading and from what was found so far.

use crate::{MindError, Mouth, SearchProducts, Step, ToolCall, ToolResult, Turn};

pub async fn next(turn: &Turn<'_>, mouth: &mut Mouth<'_>) -> Result<Step, MindError> {
    if let Some((_, ToolResult::Found(found))) = turn.results().last() {
        let handles: Vec<_> = found.cards.iter().filter_map(|card| turn.facts().handle_of(card.id)).collect();
        mouth.show(&handles).await?;
        return Ok(Step::Done);
    }
    let standing = turn.reading().standing.clone();
    Ok(Step::Call(vec![ToolCall::SearchProducts(SearchProducts {
        text: standing.text,
        filters: standing.filters,
        order: standing.order,
        limit: turn.input().limits.shown,
        relax: true,
        ..SearchProducts::default()
    })]))
}
