"""Why the operating system refused: the end of a sentence."""

from newsletter.locale.sentences import Sentences

SENTENCES: Sentences = {
    "system-disk-full": "the disk is full",
    "system-disk-share-full": "your share of the disk is full",
    "system-disk-read-only": "the disk is read-only",
    "system-access-denied": "access is denied",
    "system-path-missing": "there is no such file or folder",
    "system-path-is-folder": "it is a folder, not a file",
    "system-path-is-file": "a file is in its place where a folder is needed",
    "system-path-taken": "something of that name already exists",
    "system-name-too-long": "the name is too long",
    "system-files-open": "too many files are open",
    "system-port-taken": "another program listens there",
    "system-connection-refused": "nothing listens there",
    "system-connection-lost": "the other end closed the connection",
    "system-no-answer": "there was no answer in time",
    "system-unreachable": "the network has no route to it",
    "system-name-unknown": "its name was not found in DNS",
    "system-certificate-bad": "its certificate is not valid (“{detail}”)",
}
