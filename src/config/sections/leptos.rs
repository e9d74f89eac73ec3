//! `[package.metadata.leptos]`: Leptos' own settings, by the names that it has for them. The
//! others in that table are cargo-leptos', for building.

use std::net::SocketAddr;

use leptos::config::{Env, LeptosOptions, ReloadWSProtocol};

use crate::config::value_parser::{mode, number, path, socket_address, text, unless_empty};
use crate::config::{ValueKind, ValueParser};

section! {
    /// Leptos' own settings.
    pub struct LeptosSettings in "package.metadata.leptos" {
        /// PROD for production, which refuses the simulator, development secrets and missing
        /// limits.
        env: Env = mode(), LEPTOS_ENV = "DEV";
        /// Address and port to listen on.
        site_addr as "site-addr": Option<SocketAddr> = socket_address(), LEPTOS_SITE_ADDR = "127.0.0.1:3000";
        /// Folder with the files for browsers, in the working directory or beside the binary.
        site_root as "site-root": String = path(), LEPTOS_SITE_ROOT = "target/site";
        /// Folder inside it with the build's files.
        site_pkg_dir as "site-pkg-dir": String = path(), LEPTOS_SITE_PKG_DIR = "pkg";
        /// Name of the build's files.
        output_name as "output-name": String = text(), LEPTOS_OUTPUT_NAME = "ringcode";
        /// Port of live reload, in development.
        reload_port as "reload-port": u32 = number(1, 65_535), LEPTOS_RELOAD_PORT = "3001";
        /// The port as browsers reach it; empty: the same.
        reload_external_port as "reload-external-port": Option<u32> = port(), LEPTOS_RELOAD_EXTERNAL_PORT = "";
        /// Protocol of live reload, ws or wss.
        reload_ws_protocol as "reload-ws-protocol": ReloadWSProtocol = protocol(), LEPTOS_RELOAD_WS_PROTOCOL = "ws";
    }
}

impl LeptosSettings {
    /// The settings as Leptos takes them.
    pub fn options(&self) -> LeptosOptions {
        let mut options = LeptosOptions::builder()
            .output_name(&*self.output_name)
            .site_root(&*self.site_root)
            .site_pkg_dir(&*self.site_pkg_dir)
            .env(self.env.clone())
            .reload_port(self.reload_port)
            .build();
        options.site_addr = self.site_addr.unwrap_or(options.site_addr);
        options.reload_external_port = self.reload_external_port;
        options.reload_ws_protocol = self.reload_ws_protocol.clone();
        options
    }
}

const fn port() -> ValueParser<Option<u32>> {
    ValueParser::new(ValueKind::Text, |_, text| {
        unless_empty(text, |text| text.parse().map_err(|_| "a port"))
    })
}

const fn protocol() -> ValueParser<ReloadWSProtocol> {
    ValueParser::new(ValueKind::Text, |_, text| match &*text.to_lowercase() {
        "ws" => Ok(ReloadWSProtocol::WS),
        "wss" => Ok(ReloadWSProtocol::WSS),
        _ => Err("ws or wss".into()),
    })
}
