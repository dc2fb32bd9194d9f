"""CloudFormation buckets with all their settings, and deletes that refuse a bucket with objects in it.

MiniStack applies versioning, CORS, public access block, website and notifications of AWS::S3::Bucket; Tags, encryption,
lifecycle, ownership, logging and object lock it drops, and a stack's delete takes the objects along. AWS fails that
delete with BucketNotEmpty, also when only old versions or delete markers are left.
"""

import functools
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

import bucket_events
import bucket_lifecycle
import hooks
import ministack.services.cloudformation.provisioners as provisioners
import ministack.services.s3 as s3


def _xml(root: Element) -> bytes:
    return bytes(tostring(root, encoding="utf-8"))


def _ownership(rules: dict[str, Any]) -> bytes:
    root = Element("OwnershipControls", xmlns=s3.S3_NS)
    for rule in rules.get("Rules") or []:
        SubElement(SubElement(root, "Rule"), "ObjectOwnership").text = str(rule["ObjectOwnership"])
    return _xml(root)


def _logging(settings: dict[str, Any]) -> bytes:
    root = Element("BucketLoggingStatus", xmlns=s3.S3_NS)
    enabled = SubElement(root, "LoggingEnabled")
    SubElement(enabled, "TargetBucket").text = str(settings.get("DestinationBucketName", ""))
    SubElement(enabled, "TargetPrefix").text = str(settings.get("LogFilePrefix", ""))
    return _xml(root)


def _encryption(settings: dict[str, Any]) -> bytes:
    root = Element("ServerSideEncryptionConfiguration", xmlns=s3.S3_NS)
    for given in settings.get("ServerSideEncryptionConfiguration") or []:
        rule = SubElement(root, "Rule")
        default = SubElement(rule, "ApplyServerSideEncryptionByDefault")
        for name in ("SSEAlgorithm", "KMSMasterKeyID"):
            if value := (given.get("ServerSideEncryptionByDefault") or {}).get(name):
                SubElement(default, name).text = str(value)
        if "BucketKeyEnabled" in given:
            SubElement(rule, "BucketKeyEnabled").text = str(given["BucketKeyEnabled"]).lower()
    return _xml(root)


def _checked(name: str, setting: str, response: Any) -> None:
    if response[0] >= 300:
        body = response[2].decode() if isinstance(response[2], bytes) else str(response[2])
        raise ValueError(f"{name}: {setting} is refused: {body}")


_PUTS: dict[str, Callable[[str, dict[str, Any]], Any]] = {
    "BucketEncryption": lambda name, given: s3._put_bucket_encryption(name, _encryption(given)),
    "LifecycleConfiguration": lambda name, given: s3._put_bucket_lifecycle(name, bucket_lifecycle.as_xml(given)),
    "LoggingConfiguration": lambda name, given: s3._put_bucket_logging(name, _logging(given)),
    "OwnershipControls": lambda name, given: s3._put_bucket_ownership_controls(name, _ownership(given)),
}
_NOTHING = f'<BucketLoggingStatus xmlns="{s3.S3_NS}"/>'.encode()
_REMOVALS: dict[str, Callable[[str], Any]] = {
    "BucketEncryption": lambda name: s3._delete_bucket_encryption(name),
    "LifecycleConfiguration": lambda name: s3._delete_bucket_lifecycle(name),
    "LoggingConfiguration": lambda name: s3._put_bucket_logging(name, _NOTHING),
    "OwnershipControls": lambda name: s3._delete_bucket_ownership_controls(name),
}


def _apply(name: str, props: dict[str, Any], old: dict[str, Any]) -> None:
    tags = {tag["Key"]: str(tag["Value"]) for tag in props.get("Tags") or []}
    if tags:
        s3._bucket_tags[name] = tags
    else:
        s3._bucket_tags.pop(name, None)
    for setting, put in _PUTS.items():
        if setting in props:
            _checked(name, setting, put(name, props[setting] or {}))
        elif setting in old:
            _REMOVALS[setting](name)


def _created(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def create(logical_id: str, props: dict[str, Any], stack_name: str) -> Any:
        name, attributes = original(logical_id, props, stack_name)
        _apply(name, props, {})
        return name, attributes

    return create


def _updated(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def update(physical_id: str, old_props: dict[str, Any], new_props: dict[str, Any], stack_name: str) -> Any:
        name, attributes = original(physical_id, old_props, new_props, stack_name)
        _apply(name, new_props, old_props if name == physical_id else {})
        return name, attributes

    return update


def _deleted(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def delete(physical_id: str, props: dict[str, Any]) -> None:
        if physical_id in s3._buckets:
            _checked(physical_id, "delete", s3._delete_bucket(physical_id))
        original(physical_id, props)

    return delete


def install() -> None:
    body = ["name", "body"]
    for put in ("_put_bucket_encryption", "_put_bucket_lifecycle", "_put_bucket_logging"):
        hooks.require(s3, put, body)
    hooks.require(s3, "_put_bucket_ownership_controls", body)
    hooks.require(s3, "_delete_bucket", ["name"])
    hooks.replace(provisioners, "_s3_create", ["logical_id", "props", "stack_name"], _created)
    updated = ["physical_id", "old_props", "new_props", "stack_name"]
    hooks.replace(provisioners, "_s3_update", updated, _updated)
    hooks.replace(provisioners, "_s3_delete", ["physical_id", "props"], _deleted)
    handler = provisioners._RESOURCE_HANDLERS["AWS::S3::Bucket"]
    handler["create"], handler["update"] = provisioners._s3_create, provisioners._s3_update
    handler["delete"] = provisioners._s3_delete
    bucket_events.install()
