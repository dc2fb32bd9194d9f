"""A CloudFormation LifecycleConfiguration as the document that S3's API takes."""

from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

import ministack.services.s3 as s3


def _number(parent: Element, name: str, value: Any) -> None:
    if value is not None:
        SubElement(parent, name).text = str(value)


def _filter(rule: Element, given: dict[str, Any]) -> None:
    tests = [("Prefix", given["Prefix"])] if "Prefix" in given else []
    tests += [(size, given[size]) for size in ("ObjectSizeGreaterThan", "ObjectSizeLessThan") if size in given]
    tags = given.get("TagFilters") or []
    root = SubElement(rule, "Filter")
    if not tests and not tags:
        SubElement(root, "Prefix").text = ""
        return
    parent = SubElement(root, "And") if len(tests) + len(tags) > 1 else root
    for name, value in tests:
        SubElement(parent, name).text = str(value)
    for tag in tags:
        element = SubElement(parent, "Tag")
        SubElement(element, "Key").text = str(tag["Key"])
        SubElement(element, "Value").text = str(tag["Value"])


def _expiration(rule: Element, given: dict[str, Any]) -> None:
    days, date = given.get("ExpirationInDays"), given.get("ExpirationDate")
    marker = given.get("ExpiredObjectDeleteMarker")
    if days is None and date is None and marker is None:
        return
    element = SubElement(rule, "Expiration")
    _number(element, "Days", days)
    _number(element, "Date", date)
    _number(element, "ExpiredObjectDeleteMarker", None if marker is None else str(marker).lower())


def _older_versions(rule: Element, given: dict[str, Any]) -> None:
    old = given.get("NoncurrentVersionExpiration") or {}
    days = old.get("NoncurrentDays", given.get("NoncurrentVersionExpirationInDays"))
    if days is not None:
        element = SubElement(rule, "NoncurrentVersionExpiration")
        _number(element, "NoncurrentDays", days)
        _number(element, "NewerNoncurrentVersions", old.get("NewerNoncurrentVersions"))
    for move in given.get("NoncurrentVersionTransitions") or []:
        element = SubElement(rule, "NoncurrentVersionTransition")
        _number(element, "NoncurrentDays", move.get("TransitionInDays"))
        _number(element, "StorageClass", move.get("StorageClass"))


def as_xml(configuration: dict[str, Any]) -> bytes:
    root = Element("LifecycleConfiguration", xmlns=s3.S3_NS)
    for given in configuration.get("Rules") or []:
        rule = SubElement(root, "Rule")
        _number(rule, "ID", given.get("Id"))
        _number(rule, "Status", given.get("Status"))
        _filter(rule, given)
        _expiration(rule, given)
        for move in given.get("Transitions") or []:
            element = SubElement(rule, "Transition")
            _number(element, "Days", move.get("TransitionInDays"))
            _number(element, "Date", move.get("TransitionDate"))
            _number(element, "StorageClass", move.get("StorageClass"))
        _older_versions(rule, given)
        if abort := given.get("AbortIncompleteMultipartUpload"):
            element = SubElement(rule, "AbortIncompleteMultipartUpload")
            _number(element, "DaysAfterInitiation", abort.get("DaysAfterInitiation"))
    return bytes(tostring(root, encoding="utf-8"))
