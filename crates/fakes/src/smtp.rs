//! A mail server for one letter: it speaks as much SMTP as that needs, and lets a test choose what it says to the address.

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpListener,
};

/// Takes one letter from whoever comes first, answering who it is for with `verdict` ("250 ok", "550 nobody here"); what
/// was said to it, line by line. It hangs up when the letter is taken, or when the other side does.
pub async fn take(listener: &TcpListener, verdict: &str) -> std::io::Result<String> {
    let (stream, _) = listener.accept().await?;
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 here\r\n").await?;
    let (mut heard, mut data) = (String::new(), false);
    while let Ok(Some(line)) = lines.next_line().await {
        heard.push_str(&line);
        heard.push('\n');
        let answer = match line.split(' ').next().unwrap_or_default() {
            "." if data => "250 taken",
            _ if data => continue,
            "DATA" => "354 go on",
            "RCPT" => verdict,
            "QUIT" => "221 bye",
            _ => "250 ok",
        };
        data = answer == "354 go on";
        write.write_all(format!("{answer}\r\n").as_bytes()).await?;
        if answer == "250 taken" || line == "QUIT" {
            break;
        }
    }
    Ok(heard)
}
