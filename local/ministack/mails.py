"""Mails as SES keeps them for nobody: pictures, tags and all, over a restart.

MiniStack answers SendEmail and remembers subject, text and HTML until it stops. `everloop mail` shows what a person
would have got, so attachments and tags stay with the mail, and the last mails are part of the saved state. Senders at
example.com (RFC 2606: nobody's) count as verified; others must be verified first, as in AWS.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import ministack.app as app
import ministack.services.ses as ses
import ministack.services.ses_v2 as ses_v2
from hooks import replace, require
from iam_decisions import Need
from iam_requests import CONTEXT, NEEDS, Request

KEPT_MAILS = 300
_NOBODYS = "@example.com"
_SEND = "/v2/email/outbound-emails"

_sent = require(ses, "_sent_emails_list", [])
_restore_store = require(ses, "_restore_regional_store", ["store", "restored"])


def _with_parts(original: Callable[..., Any]) -> Callable[..., Any]:
    async def handle_request(
        method: str, path: str, headers: dict[str, Any], body: bytes, query_params: dict[str, Any]
    ) -> Any:
        answer = await original(method, path, headers, body, query_params)
        if method != "POST" or path.rstrip("/") != _SEND or answer[0] != 200:
            return answer
        asked = json.loads(body)
        mails = _sent()
        mail = next(one for one in mails if one["MessageId"] == json.loads(answer[2])["MessageId"])
        mail["Attachments"] = asked.get("Content", {}).get("Simple", {}).get("Attachments", [])
        mail["Tags"] = {tag["Name"]: tag["Value"] for tag in asked.get("EmailTags", [])}
        del mails[:-KEPT_MAILS]
        return answer

    return handle_request


def _showing_parts(original: Callable[..., Any]) -> Callable[..., Any]:
    async def messages(method: str, path: str, headers: dict[str, Any], query_params: dict[str, Any]) -> Any:
        answer = await original(method, path, headers, query_params)
        if answer is None or answer[0] != 200:
            return answer
        shown = json.loads(answer[2])
        kept = {mail["MessageId"]: mail for mails in ses._sent_emails.to_dict().values() for mail in mails}
        for mails in shown["messages"].values():
            for mail in mails:
                whole = kept.get(mail["MessageId"], {})
                mail["Attachments"], mail["Tags"] = whole.get("Attachments", []), whole.get("Tags", {})
        return answer[0], answer[1], json.dumps(shown).encode()

    return messages


def _verified(original: Callable[..., bool]) -> Callable[..., bool]:
    def identity_verified(address: str, *, simulator: bool = False) -> bool:
        return address.endswith(_NOBODYS) or original(address, simulator=simulator)

    return identity_verified


def _with_mails(original: Callable[[], dict[str, Any]]) -> Callable[[], dict[str, Any]]:
    def get_state() -> dict[str, Any]:
        return {**original(), "_sent_emails": ses._sent_emails}

    return get_state


def _bringing_mails(original: Callable[..., Any]) -> Callable[..., Any]:
    def restore(data: dict[str, Any]) -> Any:
        _restore_store(ses._sent_emails, data.get("_sent_emails", {}))
        return original(data)

    return restore


def _is_sending(request: Request) -> bool:
    return request.service == "ses" and request.path.rstrip("/") == _SEND


def sending_resource(request: Request) -> str | None:
    """AWS authorises a mail on the identity it comes from: the address where that is one, else its domain."""
    sender = request.field("FromEmailAddress")
    if not _is_sending(request) or not sender:
        return None
    domain = sender.rsplit("@", 1)[-1]
    identity = domain if domain in ses_v2._identities and sender not in ses_v2._identities else sender
    return f"arn:aws:ses:{request.region}:{request.account}:identity/{identity}"


def _needs(request: Request) -> Iterable[Need]:
    """The configuration set is a resource of its own, and attachments take the right to send raw mails."""
    if not _is_sending(request):
        return []
    name = request.field("ConfigurationSetName")
    sets = [f"arn:aws:ses:{request.region}:{request.account}:configuration-set/{name}"] if name else []
    attached = request.json.get("Content", {}).get("Simple", {}).get("Attachments")
    actions = [request.action, *(["ses:SendRawEmail"] if attached else [])]
    context = _context(request)
    needed = [(action, resource) for action in actions for resource in [request.resource, *sets]]
    return [Need(action, resource, "ses", context) for action, resource in needed[1:]]


def _context(request: Request) -> Mapping[str, Any]:
    return {"ses:FromAddress": request.field("FromEmailAddress")} if _is_sending(request) else {}


def install() -> None:
    replace(ses_v2, "handle_request", ["method", "path", "headers", "body", "query_params"], _with_parts)
    replace(app, "_handle_ses_messages_request", ["method", "path", "headers", "query_params"], _showing_parts)
    replace(ses, "_identity_verified", ["address", "simulator"], _verified)
    replace(ses, "get_state", [], _with_mails)
    replace(ses, "_restore_state", ["data"], _bringing_mails)
    NEEDS.append(_needs)
    CONTEXT.append(_context)
