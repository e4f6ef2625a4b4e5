"""Errors specific to the receiver; the others are in graph/errors.py."""

from graph.errors import BadInput, Transient
from graph.problems import UNSUPPORTED_MEDIA_TYPE


class UnsupportedMedia(BadInput):
    """415: a media type or content encoding that no forge sends."""

    code = UNSUPPORTED_MEDIA_TYPE
    status = 415


class TooManyRefused(Transient):
    """429, before anything is verified; a verified webhook never gets it."""

    code = "too_many_refused"
    status = 429
