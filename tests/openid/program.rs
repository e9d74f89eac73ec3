//! The program's commands about clients and keys.

use std::process::Command;

/// Runs the program: whether it succeeded, and what it printed.
fn run(words: &[&str], environment: &[(&str, &str)]) -> (bool, String, String) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_ringcode"));
    let done = program
        .args(words)
        .envs(environment.iter().copied())
        .output()
        .unwrap();
    let [out, error] = [done.stdout, done.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    (done.status.success(), out, error)
}

/// A new key and a new client, as an operator puts them together.
#[test]
fn what_the_commands_print_is_a_file_that_is_in_force() {
    let folder = std::env::temp_dir().join(format!("ringcode-program-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (done, key, advice) = run(&["key", "new"], &[]);
    assert!(done && key.starts_with("-----BEGIN PRIVATE KEY-----\n") && advice.contains("file = "));
    let (done, table, _) = run(&["client", "new", "shop"], &[]);
    assert!(done, "{table}");
    std::fs::write(folder.join("key.pem"), key).unwrap();
    let path = folder.join("clients.toml");
    let table = table.replace("# origins", "origins");
    let text = format!("[[signing_keys]]\nfile = \"key.pem\"\n{table}");
    std::fs::write(&path, &text).unwrap();
    let environment = [("RINGCODE_CLIENTS", path.to_str().unwrap())];
    let (done, report, error) = run(&["--check"], &environment);
    assert!(done, "{error}");
    for told in [
        "client: shop (client_secret_basic, ES256)",
        "widget of shop: https://shop.example",
        "signing key: ",
        "(ES256)",
    ] {
        assert!(report.contains(told), "{report}");
    }
    assert!(!report.contains("BEGIN"));
    // Everything that is wrong, in either file.
    std::fs::write(&path, text.replace("https://", "ftp://")).unwrap();
    let environment = [environment[0], ("RINGCODE_GRACE", "an hour")];
    let (done, _, error) = run(&["--check"], &environment);
    assert!(!done);
    for told in ["server.grace", "shop.redirect_addresses", "shop.origins"] {
        assert!(error.contains(told), "{error}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_file_that_is_named_has_to_be_there() {
    let (done, _, error) = run(
        &["--check"],
        &[("RINGCODE_CLIENTS", "nowhere/clients.toml")],
    );
    assert!(
        !done && error.contains("nowhere/clients.toml: cannot be read"),
        "{error}"
    );
}

/// A key of each kind, as an operator puts it into a file.
#[test]
fn a_webhook_key_that_is_printed_is_in_force_and_its_webhook_is_reported() {
    let folder = std::env::temp_dir().join(format!("ringcode-webhook-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for (words, prefix, shared, file) in [
        (
            &["webhooks", "key"][..],
            "whsec_",
            "with the same key",
            "hmac.key",
        ),
        (
            &["webhooks", "key", "--ed25519"],
            "whsk_",
            "\nwhpk_",
            "pair.key",
        ),
    ] {
        let (done, key, advice) = run(words, &[]);
        assert!(done && key.starts_with(prefix) && key.ends_with("\n"));
        assert!(advice.contains(shared) && !advice.contains(key.trim()));
        std::fs::write(folder.join(file), key).unwrap();
    }
    let path = folder.join("clients.toml");
    let table = "[ops]\nname = \"Ops\"\n[ops.webhook]\nurl = \"https://ops.example/hooks?token=hunter2\"\n\
                 keys = [\"hmac.key\", \"pair.key\"]\nservice = true\n\
                 events = [\"limit.reached\", \"spend.threshold\"]\n";
    std::fs::write(&path, table).unwrap();
    let (done, report, error) = run(
        &["--check"],
        &[("RINGCODE_CLIENTS", path.to_str().unwrap())],
    );
    assert!(done, "{error}");
    for told in [
        "client: ops (only listens)\n",
        "webhook of ops: https://ops.example/hooks (HMAC-SHA256, Ed25519) of everybody: \
         limit.reached, spend.threshold\n",
    ] {
        assert!(report.contains(told), "{report}");
    }
    for secret in ["hunter2", "whsec_", "whsk_"] {
        assert!(!report.contains(secret), "{report}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}
