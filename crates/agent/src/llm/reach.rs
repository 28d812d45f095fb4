//! Where requests to a model may go. The address is a merchant's word and must not lead into the operator's own network:
//! it is checked as it is written, and again as it resolves, so that a name cannot be pointed elsewhere later.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::{
    Url,
    dns::{Addrs, Name, Resolve, Resolving},
};

/// Which addresses may be asked. Link-local ones, where clouds keep their machines' credentials, never.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reach {
    #[default]
    Public,
    /// Public ones and this machine.
    OwnMachine,
    /// Private networks too, and proxies that the environment names.
    All,
}

impl Reach {
    pub fn allows(self, address: IpAddr) -> bool {
        let address = inner(address);
        let never = match address {
            IpAddr::V4(v4) => v4.is_link_local() || v4.is_unspecified() || v4.is_multicast() || v4.is_broadcast(),
            IpAddr::V6(v6) => v6.is_unicast_link_local() || v6.is_unspecified() || v6.is_multicast(),
        };
        match self {
            _ if never => false,
            Reach::All => true,
            Reach::OwnMachine => address.is_loopback() || is_public(address),
            Reach::Public => is_public(address),
        }
    }
}

/// Whether an address may be asked, as far as it can be told without resolving its name.
///
/// # Errors
/// What is wrong, in plain words.
pub fn reachable(base_url: &str, reach: Reach) -> Result<(), String> {
    let refused = "This address is not on the public internet; whoever runs this server can allow it.";
    let Ok(url) = Url::parse(base_url) else {
        return Err("This is no web address, such as https://api.openai.com/v1.".to_owned());
    };
    let host = url.host_str().unwrap_or_default().trim_end_matches('.').to_lowercase();
    let literal = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    let here = host == "localhost" || host.ends_with(".localhost");
    let near =
        !host.contains('.') || [".local", ".internal", ".lan", ".home.arpa"].iter().any(|end| host.ends_with(end));
    let fit = match literal {
        Ok(address) => reach.allows(address),
        Err(_) if host.is_empty() => false,
        Err(_) if here => reach != Reach::Public,
        Err(_) if near => reach == Reach::All,
        Err(_) => true,
    };
    if fit { Ok(()) } else { Err(refused.to_owned()) }
}

/// The IPv4 address that an IPv6 one wraps.
fn inner(address: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = address else { return address };
    let v4 = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        IpAddr::V4(Ipv4Addr::new(a, b, c, d))
    };
    match v6.segments() {
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => v4(high, low),
        [0x2002, high, low, ..] => v4(high, low),
        _ => v6.to_ipv4_mapped().map_or(address, IpAddr::V4),
    }
}

/// Against the registries of special addresses (IANA, RFC 6890 and what came after).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            !(v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_documentation()
                || a == 0
                || a >= 224
                || (a == 100 && (64..128).contains(&b))
                || (a == 192 && b == 0 && c == 0)
                || (a == 198 && (b == 18 || b == 19)))
        }
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

/// Only 2000::/3 is given out; Teredo and the documentation's are in it.
fn is_public_v6(v6: Ipv6Addr) -> bool {
    let [first, second, ..] = v6.segments();
    first & 0xe000 == 0x2000 && !(first == 0x2001 && (second == 0 || second == 0xdb8))
}

/// Resolves names, and leaves out what may not be reached.
pub(super) struct Gate(pub Reach);

impl Resolve for Gate {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.0;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let allowed: Vec<SocketAddr> = found.filter(|address| reach.allows(address.ip())).collect();
            if allowed.is_empty() {
                return Err("its address may not be reached from this server".into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_inside_are_known_however_they_are_written() {
        for (url, public, own, all) in [
            ("https://api.openai.com/v1", true, true, true),
            ("https://8.8.8.8/v1", true, true, true),
            ("https://[2606:4700::1]/v1", true, true, true),
            ("http://127.0.0.1:11434/v1", false, true, true),
            ("http://127.1/v1", false, true, true),
            ("http://2130706433/v1", false, true, true),
            ("http://0x7f.0.0.1/v1", false, true, true),
            ("http://localhost:8080/v1", false, true, true),
            ("http://LOCALHOST.:8080/v1", false, true, true),
            ("http://[::1]/v1", false, true, true),
            ("http://[::ffff:127.0.0.1]/v1", false, true, true),
            ("http://10.0.0.5/v1", false, false, true),
            ("http://192.168.1.1/v1", false, false, true),
            ("http://100.64.0.1/v1", false, false, true),
            ("http://[fd00::1]/v1", false, false, true),
            ("http://[64:ff9b::a00:5]/v1", false, false, true),
            ("http://[2002:a00:5::1]/v1", false, false, true),
            ("http://ollama:11434/v1", false, false, true),
            ("http://gpu.lan/v1", false, false, true),
            ("http://metadata.google.internal/v1", false, false, true),
            ("http://169.254.169.254/latest", false, false, false),
            ("http://[fe80::1]/v1", false, false, false),
            ("http://[::ffff:169.254.169.254]/v1", false, false, false),
            ("http://0.0.0.0/v1", false, false, false),
            ("http://224.0.0.1/v1", false, false, false),
            ("not an address", false, false, false),
        ] {
            let told = [Reach::Public, Reach::OwnMachine, Reach::All].map(|reach| reachable(url, reach).is_ok());
            assert_eq!(told, [public, own, all], "{url}");
        }
    }

    #[tokio::test]
    async fn a_name_is_checked_as_it_resolves() {
        let ask = async |reach| Gate(reach).resolve("localhost".parse().unwrap()).await.is_ok();
        assert!(!ask(Reach::Public).await);
        assert!(ask(Reach::OwnMachine).await);
    }
}
