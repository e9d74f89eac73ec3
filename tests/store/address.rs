//! Addresses that are accepted, and errors that repeat no secret of them.

use ringcode::store::redis::{RedisAddress, RedisCredentials, check_client_certificate};
use ringcode_test_support::redis::Certificate;

#[test]
fn every_kind_of_address_is_parsed() {
    for (url, kind) in [
        ("redis://localhost", "server"),
        ("redis://127.0.0.1:6380/2", "server"),
        ("redis://user:p%40ss@[::1]:6379", "server"),
        ("rediss://:password@redis.example:6380/", "server"),
        ("unix:///run/redis.sock", "server"),
        ("redis+unix:///run/redis.sock?db=2&user=u&pass=p", "server"),
        ("redis-cluster://a:7000,b:7001,[::1]:7002", "cluster"),
        ("rediss-cluster://user:password@a,b/", "cluster"),
        ("redis-sentinel://a,b:26380,c/service", "sentinel"),
        (
            "rediss-sentinel://user:password@a:26379/service/3",
            "sentinel",
        ),
    ] {
        let address = RedisAddress::parse(url, &RedisCredentials::default()).unwrap();
        assert_eq!(
            format!("{address:?}"),
            format!("RedisAddress({kind})"),
            "{url}"
        );
    }
}

#[test]
fn an_invalid_address_is_reported_without_its_password() {
    for (url, reason) in [
        ("", "must begin with redis://"),
        ("hunter2", "must begin with redis://"),
        ("http://:hunter2@host", "must begin with redis://"),
        ("redis-ring://:hunter2@host", "must begin with redis://"),
        ("unix-cluster:///hunter2", "must begin with redis://"),
        ("redis://", "a host is missing"),
        ("redis://:hunter2@", "host"),
        ("redis://:hunter2@host:port", "invalid port number"),
        ("redis://:hunter2@host:99999", "invalid port number"),
        ("redis://:hunt/er2@host", "percent-encoded"),
        ("redis://:hunt#er2@host", "percent-encoded"),
        ("redis://:hunter2@host#insecure", "nothing may follow"),
        ("redis://host?password=hunter2", "nothing may follow"),
        ("redis://hunter2@host", "a user needs a password"),
        ("redis://:hunter2@host/first", "Invalid database number"),
        ("unix://hunter2", "Missing path"),
        ("redis-cluster://:hunter2@", "host"),
        ("redis-cluster://:hunter2@a,,b", "host"),
        ("redis-cluster://:hunter2@a,b:port", "invalid port number"),
        ("redis-cluster://:hunter2@a,b/1", "only database 0"),
        (
            "redis-sentinel://:hunter2@a,b",
            "the name of the service is missing",
        ),
        (
            "redis-sentinel://:hunter2@a,b/",
            "the name of the service is missing",
        ),
        (
            "redis-sentinel://:hunter2@a,b/service/hunter2",
            "the database is not a number",
        ),
    ] {
        let error = RedisAddress::parse(url, &RedisCredentials::default()).unwrap_err();
        let told = format!("{error} {error:?}");
        assert!(told.contains(reason), "{url}: {told}");
        assert!(!told.contains("hunt"), "{url}: {told}");
    }
}

fn trusting(authority: &[u8]) -> RedisCredentials {
    RedisCredentials {
        ca_certificates: Some(authority.to_vec()),
        ..RedisCredentials::default()
    }
}

#[test]
fn a_certificate_authority_requires_tls() {
    let pem = b"-----BEGIN CERTIFICATE-----\nnot base64!\n-----END CERTIFICATE-----\n";
    for (url, authority, reason) in [
        ("redis://host", &pem[..], "write rediss"),
        ("unix:///socket", pem, "write rediss"),
        ("rediss://host", b"", "not a certificate in PEM form"),
        (
            "rediss-cluster://host",
            b"text",
            "not a certificate in PEM form",
        ),
        ("rediss://host", pem, "Unable to parse root certificate PEM"),
    ] {
        let error = RedisAddress::parse(url, &trusting(authority)).unwrap_err();
        assert!(error.to_string().contains(reason), "{url}: {error}");
    }
}

#[test]
fn a_sentinel_password_is_only_for_sentinels() {
    let access = RedisCredentials {
        sentinel_password: "hunter2".to_owned(),
        ..RedisCredentials::default()
    };
    assert!(RedisAddress::parse("redis-sentinel://a/service", &access).is_ok());
    let told = RedisAddress::parse("redis://a", &access).unwrap_err();
    let told = format!("{told} {access:?}");
    assert!(
        told.contains("write redis-sentinel://") && !told.contains("hunter2"),
        "{told}"
    );
}

#[test]
fn a_client_s_certificate_and_key_belong_together() {
    let [own, other] = [(); 2].map(|()| Certificate::generate());
    let (pem, key) = (own.pem(), own.key());
    assert_eq!(check_client_certificate(&pem, &key), Ok(()));
    let locked = b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n";
    let damaged = b"-----BEGIN PRIVATE KEY-----\nnot base64!\n-----END PRIVATE KEY-----\n";
    for (certificate, key, setting, told) in [
        (
            &key[..],
            &key[..],
            "client_certificate",
            "not a certificate in PEM form",
        ),
        (b"", &key, "client_certificate", "not a certificate"),
        (&pem, &pem, "client_key", "not a private key in PEM form"),
        (&pem, b"", "client_key", "not a private key"),
        (&pem, locked, "client_key", "without a passphrase"),
        (&pem, damaged, "client_key", "not a private key"),
        (
            &pem,
            &other.key(),
            "client_key",
            "does not go with store.client_certificate",
        ),
    ] {
        let error = check_client_certificate(certificate, key).unwrap_err();
        let (named, what) = (error.setting(), error.to_string());
        assert!(named == setting && what.contains(told), "{named}: {what}");
    }
    let access = RedisCredentials {
        client_certificate: Some((pem, key)),
        ..RedisCredentials::default()
    };
    let told = RedisAddress::parse("redis://a", &access).unwrap_err();
    assert!(told.to_string().contains("write rediss"), "{told}");
}
