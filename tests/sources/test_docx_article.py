"""The sample article as a Word file reads to the same parts as the sample itself."""

import io
import zipfile
from xml.etree import ElementTree as ET

from newsletter import sources
from tests.sources.docx_files import docx_of_markdown
from tests.sources.sample_article import reading, reading_of_sample, sample_text


def test_a_word_file_reads_as_the_sample_does() -> None:
    file = docx_of_markdown(sample_text(spoken=False))
    assert reading(sources.read("stuk.docx", file)) == reading_of_sample(spoken=False)


def test_a_word_file_with_a_speaker_keeps_the_speaker() -> None:
    file = docx_of_markdown(sample_text(spoken=True))
    assert reading(sources.read("stuk.docx", file)) == reading_of_sample()


def test_the_file_is_the_same_each_time_and_each_part_is_xml() -> None:
    file = docx_of_markdown(sample_text(spoken=False))
    assert file == docx_of_markdown(sample_text(spoken=False))
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        parts = {name: ET.fromstring(archive.read(name)) for name in archive.namelist()}
    words = "".join(parts["word/document.xml"].itertext())
    assert "Tien minuten op de bank, alle jassen nog aan." in words
    assert "](https" not in words
