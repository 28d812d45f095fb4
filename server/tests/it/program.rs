//! The real program: started in a folder of its own, spoken to as a shell does, and killed as a machine does.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::database::{Database, variable};

/// A machine with the program on it and nothing else.
pub struct Machine {
    pub folder: TempDir,
    database: Database,
    variables: Vec<(String, String)>,
}

impl Machine {
    /// Searches by words unless told otherwise.
    pub fn new(database: Database) -> Machine {
        let folder = TempDir::new().unwrap();
        std::fs::create_dir_all(folder.path().join("site/pkg")).unwrap();
        std::fs::create_dir_all(folder.path().join("site/demo")).unwrap();
        std::fs::write(folder.path().join("site/widget.js"), "/* loader */").unwrap();
        let mut variables = vec![
            ("VITRINE_DATA".to_owned(), folder.path().join("data").display().to_string()),
            ("VITRINE_SERVER_SITE".to_owned(), folder.path().join("site").display().to_string()),
            ("VITRINE_SERVER_METRICS_LISTEN".to_owned(), String::new()),
            ("VITRINE_EMBEDDING_ENABLED".to_owned(), "false".to_owned()),
            ("VITRINE_WORKER_LEASE_SECONDS".to_owned(), "2".to_owned()),
        ];
        if !database.url.is_empty() {
            variables.push(("VITRINE_DATABASE_URL".to_owned(), database.url.clone()));
        }
        Machine { folder, database, variables }
    }

    pub fn set(mut self, name: &str, value: &str) -> Machine {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Of PostgreSQL; empty on SQLite.
    pub fn url(&self) -> &str {
        &self.database.url
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        std::fs::write(self.path(name), text).unwrap();
        self.path(name)
    }

    /// The program with this machine's settings; nothing of the tests' own environment reaches it.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let binary =
            variable("VITRINE_BINARY").map_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_vitrine")), PathBuf::from);
        let mut command = Command::new(binary);
        command.args(arguments).current_dir(self.folder.path()).env_clear();
        command.envs(["PATH", "HOME", "LD_LIBRARY_PATH"].iter().filter_map(|name| Some((name, variable(name)?))));
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        Ran::from(self.command(arguments).output().unwrap())
    }

    /// Runs with lines on its standard input.
    pub fn feed(&self, arguments: &[&str], input: &[u8]) -> Ran {
        let mut child = self.command(arguments).stdin(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_owned();
        let writer = std::thread::spawn(move || {
            let _ = stdin.write_all(&input);
        });
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        Ran::from(output)
    }

    pub fn add_shop(&self, handle: &str) {
        let url = format!("https://{handle}.example/products/{{handle}}");
        let ran = self.run(&["shop", "add", handle, "--name", "Orchard Lane", "--currency", "USD", "--url", &url]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
    }

    /// Starts a server and waits until it takes messages.
    pub fn serve(&self) -> Serving {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let address = format!("127.0.0.1:{port}");
        let mut command = self.command(&["serve"]);
        command.env("VITRINE_SERVER_LISTEN", &address);
        command.env("VITRINE_SERVER_PUBLIC_URL", format!("http://{address}"));
        let mut child = command.stdout(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut log = String::new();
        for line in lines.by_ref() {
            let line = line.unwrap();
            let up = line.starts_with("Vitrine is at");
            log.push_str(&line);
            log.push('\n');
            if up {
                // The rest of the log must be read, or the server stands still when the pipe is full.
                let rest = std::thread::spawn(move || lines.map_while(Result::ok).collect::<Vec<_>>().join("\n"));
                return Serving { child, address, rest: Some(rest) };
            }
        }
        let _ = child.wait();
        panic!("the server did not start: {log}");
    }
}

/// What a run left behind.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code().unwrap_or(-1), stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}

impl Ran {
    /// Standard output, a JSON object a line.
    pub fn objects(&self) -> Vec<serde_json::Value> {
        let read = |line: &str| {
            serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line:?}\n{}", self.stderr))
        };
        self.stdout.lines().map(read).collect()
    }

    pub fn object(&self) -> serde_json::Value {
        let mut objects = self.objects();
        assert_eq!((self.code, objects.len()), (0, 1), "{self:?}");
        objects.remove(0)
    }
}

/// A running server.
pub struct Serving {
    child: Child,
    pub address: String,
    rest: Option<std::thread::JoinHandle<String>>,
}

impl Serving {
    /// One request on a connection of its own; an error when the server went away meanwhile.
    pub fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> std::io::Result<(u16, String)> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(Duration::from_secs(20)))?;
        let mut text = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {}\r\n",
            self.address,
            body.len()
        );
        for (name, value) in headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        stream.write_all(format!("{text}\r\n{body}").as_bytes())?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let cut_off = || std::io::Error::from(std::io::ErrorKind::UnexpectedEof);
        let (head, body) = answer.split_once("\r\n\r\n").ok_or_else(cut_off)?;
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(cut_off)?;
        let head = head.to_lowercase();
        if head.contains("transfer-encoding: chunked") {
            return Ok((status, whole(body).ok_or_else(cut_off)?));
        }
        let length =
            head.split("content-length: ").nth(1).and_then(|rest| rest.split_whitespace().next()?.parse().ok());
        if length.is_some_and(|length: usize| body.len() < length) {
            return Err(cut_off());
        }
        Ok((status, body.to_owned()))
    }

    /// Ends it at once; it learns nothing of it.
    pub fn kill(&self) {
        self.signal("-KILL");
    }

    fn signal(&self, signal: &str) {
        assert!(Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap().success());
    }

    /// Asks it to end, and waits until it has.
    pub fn stop(mut self) -> (i32, String) {
        self.signal("-TERM");
        let code = self.child.wait().unwrap().code().unwrap_or(-1);
        (code, self.rest.take().map(|rest| rest.join().unwrap()).unwrap_or_default())
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The content of a chunked body; `None` when its end is missing.
fn whole(mut body: &str) -> Option<String> {
    let mut content = String::new();
    loop {
        let (size, rest) = body.split_once("\r\n")?;
        let size = usize::from_str_radix(size.trim(), 16).ok()?;
        if size == 0 {
            return Some(content);
        }
        content.push_str(rest.get(..size)?);
        body = rest.get(size + 2..)?;
    }
}

/// Waits until something is so.
pub fn until(limit: Duration, what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < limit, "not within {limit:?}: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Checks SQLite's own account of its file, when Python is there to ask.
pub fn integrity(data: &Path) -> Option<String> {
    let script = "import sqlite3,sys,glob\n\
                  for f in glob.glob(sys.argv[1]+'/*.db')+glob.glob(sys.argv[1]+'/*.sqlite*'):\n\
                  \x20   if f.endswith(('-wal','-shm')): continue\n\
                  \x20   print(sqlite3.connect(f).execute('PRAGMA integrity_check').fetchone()[0])";
    let ran = Command::new("python3").args(["-c", script]).arg(data).output().ok()?;
    Some(String::from_utf8_lossy(&ran.stdout).trim().to_owned())
}
