//! The protocol as pure functions: requests, credentials, redemptions, assertions.

use std::path::Path;

use ringcode::clients::{Client, ClientAuthentication, Clients, PublicKey, SigningKey};
use ringcode::domain::{Channel, PhoneNumber, Timestamp};
use ringcode::openid::{
    AssertionAudience, AssertionClaims, AuthorizationError, AuthorizationRecord,
    AuthorizationRequest, Credentials, GrantRecord, OAuthCode, Parameters, Prompt, Proven,
    RedemptionError, RequestOrigin, TokenRequest,
};
use serde_json::json;

use crate::host::{VERIFIER, challenge};

const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

fn clients() -> Clients {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/openid"));
    let text = std::fs::read_to_string(folder.join("clients.toml")).unwrap();
    Clients::parse(&text, folder, false).unwrap()
}

fn parse(client: &Client, query: &str) -> Result<AuthorizationRequest, AuthorizationError> {
    let parameters = Parameters::parse(query.as_bytes());
    AuthorizationRequest::parse(&parameters, client, RequestOrigin::Browser)
}

const SHOP: &str = "redirect_uri=https://shop.example/callback";

#[test]
fn nobody_is_returned_to_an_address_that_is_not_registered() {
    let clients = clients();
    let shop = clients.get("shop").unwrap();
    let rest = "&response_type=code&scope=openid&state=s";
    for address in [
        "",
        "redirect_uri=",
        "redirect_uri=https://evil.example/callback",
        "redirect_uri=https://shop.example/callback/",
        "redirect_uri=https://shop.example/callback?x=1",
        "redirect_uri=https://shop.example/callback%23",
        "redirect_uri=https://shop.example@evil.example/callback",
        "redirect_uri=https://shop.example/callback&redirect_uri=https://evil.example",
        "redirect_uri=https://shop.example/callback&redirect_uri=https://shop.example/callback",
        "Redirect_uri=https://shop.example/callback",
    ] {
        let refused = parse(shop, &format!("{address}{rest}"));
        assert!(
            matches!(refused, Err(AuthorizationError::Page(_))),
            "{address}: {refused:?}"
        );
    }
    assert!(parse(shop, &format!("{SHOP}{rest}")).is_ok());
    assert!(
        parse(
            shop,
            &format!("redirect_uri=https://shop.example/other?a=1{rest}")
        )
        .is_ok()
    );
}

#[test]
fn errors_are_as_the_standards_name_them() {
    use OAuthCode as E;
    let clients = clients();
    let code = "response_type=code&scope=openid";
    let pkce = format!("code_challenge_method=S256&code_challenge={}", challenge());
    for (id, query, expected) in [
        ("shop", "scope=openid&state=s", E::InvalidRequest),
        (
            "shop",
            "response_type=token&scope=openid&state=s",
            E::UnsupportedResponseType,
        ),
        (
            "shop",
            "response_type=code+id_token&scope=openid&state=s",
            E::UnsupportedResponseType,
        ),
        ("shop", "response_type=code&state=s", E::InvalidScope),
        (
            "shop",
            "response_type=code&scope=phone&state=s",
            E::InvalidScope,
        ),
        ("shop", code, E::InvalidRequest),
        (
            "shop",
            &format!("{code}&state=a&state=b"),
            E::InvalidRequest,
        ),
        (
            "shop",
            &format!("{code}&state=s&nonce=a&nonce=b"),
            E::InvalidRequest,
        ),
        (
            "shop",
            &format!("{code}&state={}", "s".repeat(5_000)),
            E::InvalidRequest,
        ),
        (
            "shop",
            &format!("{code}&state=s&code_challenge=abc"),
            E::InvalidRequest,
        ),
        (
            "shop",
            &format!("{code}&state=s&code_challenge_method=S256"),
            E::InvalidRequest,
        ),
        (
            "shop",
            &format!("{code}&state=s&{pkce}x"),
            E::InvalidRequest,
        ),
        (
            "shop",
            &format!("{code}&state=s&{}", pkce.replace("S256", "plain")),
            E::InvalidRequest,
        ),
        (
            "shop",
            &format!("{code}&state=s&prompt=none+login"),
            E::InvalidRequest,
        ),
        (
            "shop",
            &format!("{code}&state=s&max_age=soon"),
            E::InvalidRequest,
        ),
        (
            "shop",
            &format!("{code}&state=s&max_age=-1"),
            E::InvalidRequest,
        ),
        (
            "shop",
            &format!("{code}&state=s&response_mode=fragment"),
            E::InvalidRequest,
        ),
        (
            "shop",
            &format!("{code}&state=s&request=eyJ"),
            E::RequestNotSupported,
        ),
        (
            "shop",
            &format!("{code}&state=s&request_uri=https://a.example"),
            E::RequestUriNotSupported,
        ),
        (
            "shop",
            &format!("{code}&state=s&registration=x"),
            E::RegistrationNotSupported,
        ),
        (
            "shop",
            &format!("{code}&state=s&phone_number=%2B447400123456"),
            E::InvalidRequest,
        ),
        ("page", &format!("{code}&state=s"), E::InvalidRequest),
        ("bank", &format!("{code}&state=s"), E::UnauthorizedClient),
    ] {
        let client = clients.get(id).unwrap();
        let query = format!("redirect_uri=https://{id}.example/callback&{query}");
        let Err(AuthorizationError::Refused(error, redirect)) = parse(client, &query) else {
            panic!("{query}")
        };
        assert_eq!(error.code, expected, "{query}");
        let location = redirect.location().unwrap();
        let begins = format!("https://{id}.example/callback?error={}&", expected.name());
        assert!(location.starts_with(&begins), "{location}");
    }
}

#[test]
fn state_or_a_challenge_is_enough_and_unknown_words_are_ignored() {
    let clients = clients();
    let shop = clients.get("shop").unwrap();
    let pkce = format!("code_challenge_method=S256&code_challenge={}", challenge());
    for more in [
        "state=s",
        &pkce,
        "state=s&extra=foobar&display=popup&claims_locales=xx&acr_values=1+2&claims={}",
        "state=s&prompt=consent&max_age=",
        "state=s&response_mode=form_post",
    ] {
        let query = format!("{more}&scope=phone+openid+email+foo&response_type=code&{SHOP}");
        let request = parse(shop, &query).unwrap();
        assert!(
            request.asks_for_number && request.prompt == Prompt::IfNeeded,
            "{query}"
        );
    }
}

#[test]
fn a_verified_number_answers_only_what_asks_for_no_more() {
    let clients = clients();
    let shop = clients.get("shop").unwrap();
    let number = PhoneNumber::from_e164("+447400123456").unwrap();
    let before = |seconds: u64| Timestamp::from_millis(NOW.as_millis() - seconds * 1_000);
    for (more, verified_at, accepted) in [
        ("", before(1_000), true),
        ("&max_age=100", before(100), true),
        ("&max_age=100", before(101), false),
        ("&max_age=0", before(1), false),
        ("&max_age=0", NOW, true),
        ("&prompt=login", before(1), false),
        ("&prompt=select_account", before(1), false),
        ("&prompt=login", NOW, true),
        ("&prompt=none", before(1), true),
    ] {
        let query = format!("{SHOP}&response_type=code&scope=openid&state=s{more}");
        let record = AuthorizationRecord::new(parse(shop, &query).unwrap(), NOW);
        assert_eq!(record.accepts(&number, verified_at), accepted, "{more}");
    }
}

#[test]
fn credentials_are_read_by_the_method_they_are_brought_with() {
    let read = |header: Option<&str>, form: &str| {
        let form = Parameters::parse(form.as_bytes());
        Credentials::read(header.map(str::as_bytes), &form).map_err(|error| error.code)
    };
    let basic = |id: &str, secret: &str| Credentials::Basic {
        id: id.to_owned(),
        secret: secret.to_owned(),
    };
    // "shop:secret", "a%3Ab:c%2Bd+e", "shop".
    assert_eq!(
        read(Some("Basic c2hvcDpzZWNyZXQ="), ""),
        Ok(basic("shop", "secret"))
    );
    assert_eq!(
        read(Some("basic c2hvcDpzZWNyZXQ="), "client_id=shop"),
        Ok(basic("shop", "secret"))
    );
    assert_eq!(
        read(Some("Basic YSUzQWI6YyUyQmQrZQ=="), ""),
        Ok(basic("a:b", "c+d e"))
    );
    assert!(matches!(
        read(None, "client_id=a&client_secret=b"),
        Ok(Credentials::Post { .. })
    ));
    assert!(matches!(
        read(None, "client_id=a"),
        Ok(Credentials::None { .. })
    ));
    let jwt = "client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    for (header, form, error) in [
        (None, "", OAuthCode::InvalidClient),
        (None, "client_secret=b", OAuthCode::InvalidClient),
        (
            Some("Basic c2hvcDpzZWNyZXQ="),
            "client_id=other",
            OAuthCode::InvalidClient,
        ),
        (Some("Basic c2hvcA=="), "", OAuthCode::InvalidClient),
        (
            Some("Basic %%%"),
            "client_id=shop",
            OAuthCode::InvalidClient,
        ),
        (
            Some("Bearer c2hvcDpzZWNyZXQ="),
            "client_id=shop",
            OAuthCode::InvalidClient,
        ),
        (
            Some("Basic c2hvcDpzZWNyZXQ="),
            "client_id=shop&client_secret=secret",
            OAuthCode::InvalidRequest,
        ),
        (None, "client_id=a&client_id=b", OAuthCode::InvalidRequest),
        (
            None,
            "client_id=a&client_assertion=b",
            OAuthCode::InvalidClient,
        ),
        (
            None,
            &format!("client_assertion=b&{jwt}"),
            OAuthCode::InvalidClient,
        ),
        (
            None,
            &format!("client_id=a&client_secret=b&client_assertion=c&{jwt}"),
            OAuthCode::InvalidRequest,
        ),
    ] {
        assert_eq!(read(header, form), Err(error), "{header:?} {form}");
    }
}

fn grant(challenge: Option<String>) -> GrantRecord {
    GrantRecord {
        client_id: "shop".to_owned(),
        redirect_uri: "https://shop.example/callback".to_owned(),
        challenge,
        nonce: None,
        proven: Proven {
            number: PhoneNumber::from_e164("+447400123456").unwrap(),
            country: "GB".to_owned(),
            channel: Channel::Call,
            at: NOW,
            vid: "vid".to_owned(),
            asks_for_number: true,
            is_step_up: false,
        },
        expires_at: NOW,
        redeemed_for: None,
    }
}

#[test]
fn a_code_is_redeemed_by_its_client_with_its_address_and_its_verifier() {
    let request = |redirect_uri: &str, verifier: Option<&str>| TokenRequest {
        code: "code".to_owned(),
        redirect_uri: redirect_uri.to_owned(),
        verifier: verifier.map(str::to_owned),
    };
    let own = "https://shop.example/callback";
    for (challenge, client, request, expected) in [
        (
            Some(challenge()),
            "shop",
            request(own, Some(VERIFIER)),
            None,
        ),
        (None, "shop", request(own, None), None),
        (
            Some(challenge()),
            "other",
            request(own, Some(VERIFIER)),
            Some(RedemptionError::Unknown),
        ),
        (
            Some(challenge()),
            "shop",
            request("https://shop.example/", Some(VERIFIER)),
            Some(RedemptionError::Mismatch),
        ),
        (
            Some(challenge()),
            "shop",
            request(own, Some("another")),
            Some(RedemptionError::Mismatch),
        ),
        (
            Some(challenge()),
            "shop",
            request(own, Some(&challenge())),
            Some(RedemptionError::Mismatch),
        ),
        (
            Some(challenge()),
            "shop",
            request(own, None),
            Some(RedemptionError::Mismatch),
        ),
        // A challenge that was taken out on the way here.
        (
            None,
            "shop",
            request(own, Some(VERIFIER)),
            Some(RedemptionError::Mismatch),
        ),
    ] {
        let mut grant = grant(challenge);
        let redeemed = grant.redeem(&request, client, "token", NOW);
        assert_eq!(redeemed.as_ref().err(), expected.as_ref(), "{request:?}");
        assert_eq!(grant.redeemed_for.is_some(), expected.is_none());
        if expected.is_none() {
            let again = grant.redeem(&request, client, "another", NOW);
            assert_eq!(
                again.unwrap_err(),
                RedemptionError::Reused("token".to_owned())
            );
        }
    }
}

#[test]
fn an_assertion_is_the_clients_for_this_provider_and_now() {
    let clients = clients();
    let ClientAuthentication::PrivateKeyJwt(keys) = &clients.get("signer").unwrap().authentication
    else {
        panic!()
    };
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/openid/keys/");
    let key = |name: &str| {
        SigningKey::from_pem(&std::fs::read(format!("{folder}{name}")).unwrap()).unwrap()
    };
    let own = key("client.pem");
    let now = NOW.as_millis() / 1_000;
    let audiences = [
        "https://us.example".to_owned(),
        "https://us.example/token".to_owned(),
    ];
    let usual = AssertionClaims {
        iss: "signer".to_owned(),
        sub: "signer".to_owned(),
        aud: AssertionAudience::One(audiences[1].clone()),
        exp: now + 60,
        nbf: None,
        jti: "1".to_owned(),
    };
    let several = ["https://other.example", "https://us.example"].map(str::to_owned);
    let several = AssertionAudience::Several(several.into());
    let other = AssertionAudience::One("https://us.example/".to_owned());
    for (claims, accepted) in [
        (usual.clone(), true),
        (
            AssertionClaims {
                aud: several,
                ..usual.clone()
            },
            true,
        ),
        (
            AssertionClaims {
                nbf: Some(now + 10),
                ..usual.clone()
            },
            true,
        ),
        (
            AssertionClaims {
                exp: now - 20,
                ..usual.clone()
            },
            true,
        ),
        (
            AssertionClaims {
                exp: now - 40,
                ..usual.clone()
            },
            false,
        ),
        (
            AssertionClaims {
                exp: now + 3_600,
                ..usual.clone()
            },
            false,
        ),
        (
            AssertionClaims {
                exp: u64::MAX,
                ..usual.clone()
            },
            false,
        ),
        (
            AssertionClaims {
                nbf: Some(now + 60),
                ..usual.clone()
            },
            false,
        ),
        (
            AssertionClaims {
                aud: other,
                ..usual.clone()
            },
            false,
        ),
        (
            AssertionClaims {
                iss: "shop".to_owned(),
                ..usual.clone()
            },
            false,
        ),
        (
            AssertionClaims {
                sub: "shop".to_owned(),
                ..usual.clone()
            },
            false,
        ),
        (
            AssertionClaims {
                jti: String::new(),
                ..usual.clone()
            },
            false,
        ),
    ] {
        let token = own.sign_token(&claims).unwrap();
        let read = AssertionClaims::decode(&token, keys, "signer", &audiences);
        let until = read.and_then(|claims| claims.accepted_until(NOW));
        assert_eq!(until.is_some(), accepted, "{claims:?}");
    }
    for name in ["es256.pem", "rs256.pem"] {
        let token = key(name).sign_token(&usual).unwrap();
        assert!(
            AssertionClaims::decode(&token, keys, "signer", &audiences).is_none(),
            "{name}"
        );
    }
}

/// Another algorithm than the key's, whatever the header says.
#[test]
fn no_token_chooses_its_own_algorithm() {
    use base64::Engine;
    use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
    let clients = clients();
    for key in &clients.keys.0 {
        let public = PublicKey::from_jwk(key.jwk()).unwrap();
        let token = key.sign_token(&json!({ "sub": "me" })).unwrap();
        assert!(public.decode::<serde_json::Value>(&token).is_some());
        let [_, claims, signature] = token.split('.').collect::<Vec<_>>().try_into().unwrap();
        for alg in [
            "none", "None", "HS256", "ES384", "RS512", "PS256", "EdDSA", "RS256", "ES256", "",
        ] {
            if alg == key.algorithm().name() {
                continue;
            }
            let header = BASE64.encode(json!({ "alg": alg }).to_string());
            for signature in [signature, "", "AAAA"] {
                let forged = format!("{header}.{claims}.{signature}");
                assert!(
                    public.decode::<serde_json::Value>(&forged).is_none(),
                    "{alg}"
                );
            }
        }
        for odd in ["", ".", "..", "a.b.c", &token[1..], &format!("{token}.")] {
            assert!(public.decode::<serde_json::Value>(odd).is_none(), "{odd}");
        }
    }
}
