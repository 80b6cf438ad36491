"""The library and its encoder as LangChain knows such things, for chains that others build. Slow to import."""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from knowledge.encoder import Encoder
from knowledge.library import Library
from knowledge.types import Hit


class LibraryRetriever(BaseRetriever):
    """Retrieves a library's passages.

    Attributes:
        library: What is searched.
        k: How many passages at most.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    library: Library
    k: int = 20

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [as_document(hit) for hit in self.library.search(query, self.k)]


def as_document(hit: Hit) -> Document:
    """A hit as LangChain's document; the metadata open the source at the passage."""
    passage = hit.passage
    return Document(
        page_content=passage.text,
        metadata={
            "document": passage.document,
            "title": passage.title,
            "section": passage.section,
            "page": passage.page,
            "start": passage.start,
            "end": passage.end,
            "score": hit.score,
        },
    )


class EncoderEmbeddings(Embeddings):
    """An encoder as LangChain's embeddings.

    Args:
        encoder: What makes the vectors; errors as in its `encode`.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Vectors of texts."""
        return [[float(x) for x in row] for row in self._encoder.encode(texts)]

    def embed_query(self, text: str) -> list[float]:
        """The vector of one text."""
        return self.embed_documents([text])[0]
