"""What only the receiver can refuse; the other errors are those of graph/errors.py."""

from graph.errors import BadInput
from graph.problems import UNSUPPORTED_MEDIA_TYPE


class UnsupportedMedia(BadInput):
    """415: a media type or content encoding that no forge sends."""

    code = UNSUPPORTED_MEDIA_TYPE
    status = 415
