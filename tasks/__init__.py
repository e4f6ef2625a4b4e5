"""The story of an index run, told to Celery."""

from tasks.ingestion import parse_and_index_repository
from tasks.parser_service import ParserService

__all__ = ["ParserService", "parse_and_index_repository"]
