"""Index runs from fetch to publish, as Celery tasks."""

from tasks.ingestion import parse_and_index_repository
from tasks.parser_service import ParserService

__all__ = ["ParserService", "parse_and_index_repository"]
