//! Files of products in the shell: in, back out of the catalogue again, and out.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use clap::Args;
use engine::{Engine, export, import};
use types::{
    ImportId,
    goods::Asked,
    intake::{Field, FileFormat, Target},
};

use super::{Failure, MODEL_PATIENCE, Output, ShopArg, find_shop, line, print};
use crate::present;

/// How files of products are written.
pub const FORMATS: &str = "\
CSV: the columns of Shopify's product CSV in its new form, and some of our own. A file that Vitrine wrote has the column
\"Vitrine export v1\" and is read back exactly: a text that a spreadsheet would compute (it begins with = + - @) has an
apostrophe in front, an empty cell is a value that is not there, and in lists a backslash stands before separators.

JSON lines: one product a line. Only name and a price are needed; names that are missing leave what is there, null empties:
{\"handle\":\"vase\",\"name\":\"Vase\",\"description\":\"Plain text\",\"brand\":\"Lune\",\"category\":[\"Home\",\"Vases\"],
\"tags\":[\"new\"],\"status\":\"active\",\"featured\":false,\"images\":[{\"url\":\"https://…\",\"alt\":\"…\"}],
\"attributes\":{\"Material\":\"Clay\"},\"variants\":[{\"sku\":\"V-1\",\"options\":{\"Color\":\"Blue\"},\"price\":\"24.90\",
\"compare_at\":null,\"quantity\":3,\"backorder\":false,\"image\":0}]}";

pub async fn bring_in(
    engine: &Engine,
    shop: &ShopArg,
    file: &Path,
    map: &[(String, Target)],
    dry_run: bool,
    output: Output,
) -> Result<(), Failure> {
    let cx = find_shop(engine, shop).await?;
    let (id, report) = if dry_run {
        (None, import::dry_run_as(&cx, file, map).await?)
    } else {
        engine.settled(MODEL_PATIENCE).await;
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let id = import::accept_as(&cx, file, &name, map).await?;
        (Some(id), import::wait(&cx, id).await?)
    };
    print(&if output.json { line(&report)? } else { present::import(&report) })?;
    if let Some(id) = id.filter(|_| report.products.created + report.products.updated > 0) {
        eprintln!("`vitrine undo --shop {} {id}` takes it back.", cx.shop().handle);
    }
    Ok(())
}

/// Which products; all when nothing is said.
#[derive(Debug, Args)]
pub struct Which {
    /// Words in name, handle, brand or SKU.
    #[arg(long, default_value = "", hide_default_value = true, value_name = "TEXT")]
    find: String,
    /// active, draft or archived.
    #[arg(long, default_value = "", hide_default_value = true)]
    status: String,
    /// A path such as 'Clothing › Dresses', with what is below it.
    #[arg(long, default_value = "", hide_default_value = true)]
    category: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    tag: String,
    /// in, low or out.
    #[arg(long, default_value = "", hide_default_value = true)]
    stock: String,
    /// A collection's id.
    #[arg(long, default_value = "", hide_default_value = true)]
    collection: String,
}

impl From<Which> for Asked {
    fn from(which: Which) -> Asked {
        let Which { find, status, category, tag, stock, collection } = which;
        Asked { q: find, status, category, tag, stock, collection, ..Asked::default() }
    }
}

pub async fn take_back(engine: &Engine, shop: &ShopArg, id: ImportId) -> Result<(), Failure> {
    let cx = find_shop(engine, shop).await?;
    import::undo(&cx, id).await?;
    import::wait(&cx, id).await?;
    let view = import::view(&cx, id).await?;
    let undone = view.undone.unwrap_or_default();
    print(&format!("{} removed, {} as before, {} left alone", undone.removed, undone.restored, undone.left))?;
    for product in view.left {
        print(&format!("left alone: {} {}", product.id, if product.gone { "(removed since)" } else { &product.name }))?;
    }
    Ok(())
}

pub async fn bring_out(
    engine: &Engine,
    shop: &ShopArg,
    out: Option<PathBuf>,
    format: FileFormat,
    asked: Asked,
) -> Result<(), Failure> {
    let cx = find_shop(engine, shop).await?;
    let mut export = export::Export::begin(&cx, format, &asked).await?;
    let mut to: Box<dyn Write> = match &out {
        Some(path) => Box::new(std::io::BufWriter::new(std::fs::File::create(path)?)),
        None => Box::new(std::io::stdout().lock()),
    };
    while let Some(piece) = export.next().await? {
        to.write_all(&piece)?;
    }
    Ok(to.flush()?)
}

pub fn read_mapping(text: &str) -> Result<(String, Target), String> {
    let (column, field) = text.rsplit_once('=').ok_or("write COLUMN=FIELD")?;
    let target = field.trim().parse().map_err(|_| {
        let fields: Vec<&str> = Field::ALL.iter().map(|field| field.as_str()).collect();
        format!("{field:?} is no field. Fields are: {}, attribute:Name, ignore.", fields.join(", "))
    })?;
    Ok((column.to_owned(), target))
}

pub fn read_format(text: &str) -> Result<FileFormat, String> {
    text.parse().map_err(|_| "write csv or jsonl".to_owned())
}
