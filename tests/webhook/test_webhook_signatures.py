"""Never mixed: only who holds a hook's secret may speak for it. Vectors are those the forges' documents publish."""

import pytest

from graph.errors import Unauthorised
from graph.intake import Forge, Secret, SecretKind
from tests.webhook.webhook_support import PLAIN_TOKEN, SIGNING_TOKEN, gitlab_headers
from webhook import signatures
from webhook.forges import FORGES

NOW = 1_614_265_330.0
BODY = b'{"test": 2432232314}'
TOKEN = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SIGNED = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}
GITHUB_SECRET = "It's a Secret to Everybody"
GITHUB_BODY = b"Hello, World!"
GITHUB_SIGNED = {"x-hub-signature-256": "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"}


def github(headers: dict[str, str], *secrets: str, body: bytes = GITHUB_BODY) -> None:
    FORGES[Forge.GITHUB].verify([Secret(SecretKind.HMAC, secret) for secret in secrets], headers, body, NOW)


def gitlab(headers: dict[str, str], *secrets: Secret, body: bytes = BODY, now: float = NOW) -> None:
    FORGES[Forge.GITLAB].verify(secrets, headers, body, now)


def signing(*tokens: str) -> list[Secret]:
    return [Secret(SecretKind.SIGNING, token) for token in tokens]


def test_the_vector_of_githubs_documentation_verifies() -> None:
    github(GITHUB_SIGNED, GITHUB_SECRET)


def test_the_vector_of_standard_webhooks_verifies() -> None:
    gitlab(SIGNED, *signing(TOKEN))


def test_a_non_ascii_body_and_secret_verify_over_their_bytes() -> None:
    body = '{"ref":"refs/heads/ümläut-日本語-😀"}'.encode()
    github({"x-hub-signature-256": signatures.github("schlüssel-鍵", body).decode()}, "schlüssel-鍵", body=body)


def test_either_secret_verifies_while_they_are_rotated() -> None:
    github(GITHUB_SIGNED, "the new one", GITHUB_SECRET)
    github(GITHUB_SIGNED, GITHUB_SECRET, "the old one")
    gitlab(SIGNED, *signing(SIGNING_TOKEN, TOKEN))


@pytest.mark.parametrize(
    "entries",
    [
        "v1,AAAA v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        "v1a,c2ln v2,x v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= junk",
    ],
)
def test_one_fitting_signature_among_several_is_enough(entries: str) -> None:
    gitlab({**SIGNED, "webhook-signature": entries}, *signing(TOKEN))


@pytest.mark.parametrize(
    "entries",
    [
        "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE",
        "v1,",
        "v1",
        ",",
        "é",
    ],
)
def test_entries_of_other_versions_or_forms_do_not_verify(entries: str) -> None:
    with pytest.raises(Unauthorised):
        gitlab({**SIGNED, "webhook-signature": entries}, *signing(TOKEN))


@pytest.mark.parametrize(
    "given",
    [
        "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
        "sha1=01dc10d0c83e72ed246219cdd91669667fe2ca59",
        "sha256=",
        "",
        "sha256=é",
        "sha256=757107EA0EB2509FC211221CCE984B8A37570B6D7586C22C46F4379C8B043E17",
    ],
)
def test_github_needs_the_prefix_and_the_whole_digest(given: str) -> None:
    with pytest.raises(Unauthorised):
        github({"x-hub-signature-256": given}, GITHUB_SECRET)


@pytest.mark.parametrize("seconds", [-300, 300])
def test_timestamps_within_five_minutes_verify(seconds: int) -> None:
    gitlab(SIGNED, *signing(TOKEN), now=NOW + seconds)


@pytest.mark.parametrize("seconds", [-301, 301])
def test_timestamps_beyond_five_minutes_are_refused(seconds: int) -> None:
    with pytest.raises(Unauthorised, match="clocks"):
        gitlab(SIGNED, *signing(TOKEN), now=NOW + seconds)


@pytest.mark.parametrize("stamp", ["", "1614265330.0", "+1614265330", " 1614265330", "١٦١٤٢٦٥٣٣٠", "nan", "9" * 5000])
def test_timestamps_are_plain_seconds(stamp: str) -> None:
    with pytest.raises(Unauthorised):
        gitlab({**SIGNED, "webhook-timestamp": stamp}, *signing(TOKEN))


@pytest.mark.parametrize("missing", list(SIGNED))
def test_each_signed_header_is_needed(missing: str) -> None:
    with pytest.raises(Unauthorised):
        gitlab({name: value for name, value in SIGNED.items() if name != missing}, *signing(TOKEN))


def test_a_signing_token_ends_the_reign_of_the_plain_token() -> None:
    both = [*signing(SIGNING_TOKEN), Secret(SecretKind.TOKEN, PLAIN_TOKEN)]
    with pytest.raises(Unauthorised):
        gitlab({"x-gitlab-token": PLAIN_TOKEN}, *both)
    with pytest.raises(Unauthorised):
        gitlab({"x-gitlab-token": PLAIN_TOKEN, **gitlab_headers(b"another body", at=NOW)}, *both)
    gitlab({"x-gitlab-token": "wrong", **gitlab_headers(BODY, at=NOW)}, *both)


def test_an_unusable_signing_token_does_not_open_the_way_for_the_plain_one() -> None:
    with pytest.raises(Unauthorised):
        gitlab({"x-gitlab-token": PLAIN_TOKEN}, *signing("whsec_"), Secret(SecretKind.TOKEN, PLAIN_TOKEN))


def test_a_plain_token_is_compared_as_the_bytes_that_were_sent() -> None:
    sent = "schlüssel-鍵".encode().decode("latin-1")  # what WSGI makes of it
    gitlab({"x-gitlab-token": sent}, Secret(SecretKind.TOKEN, "schlüssel-鍵"))
    with pytest.raises(Unauthorised):
        gitlab({"x-gitlab-token": "schlüssel"}, Secret(SecretKind.TOKEN, "schlüssel-鍵"))


@pytest.mark.parametrize(
    "token", ["", "whsec_", "whsec_***", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS", "MfKQ9r8G", "whsec_ü"]
)
def test_a_token_that_holds_no_key_signs_nothing(token: str) -> None:
    assert signatures.signing_key(token) is None
    empty = signatures.standard(b"", b"m", b"1614265330", BODY).decode()
    with pytest.raises(Unauthorised):
        gitlab({"webhook-id": "m", "webhook-timestamp": "1614265330", "webhook-signature": empty}, *signing(token))


def test_secrets_of_another_kind_do_not_count() -> None:
    with pytest.raises(Unauthorised):
        FORGES[Forge.GITHUB].verify([Secret(SecretKind.TOKEN, GITHUB_SECRET)], GITHUB_SIGNED, GITHUB_BODY, NOW)
    with pytest.raises(Unauthorised):
        gitlab({"x-gitlab-token": PLAIN_TOKEN}, Secret(SecretKind.HMAC, PLAIN_TOKEN))
