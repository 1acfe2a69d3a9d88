"""The site: its addresses, what each shows, and what a form on it keeps in the log."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from kompass_evidence.domain.act import ActKind
from kompass_evidence.domain.evaluation import Evaluation
from kompass_evidence.domain.review import Step, Verdict
from kompass_evidence.errors import KompassError, UsageError
from kompass_evidence.evaluate import evaluation_of
from kompass_evidence.evaluate.places import page_pictures, place_of
from kompass_evidence.evaluation import reviewing
from kompass_evidence.review_site.desk import Desk, Item, Line
from kompass_evidence.review_site.gate import Gate
from kompass_evidence.review_site.looks import FILES, dress
from kompass_evidence.review_site.sitting import Sitting
from kompass_evidence.review_site.told import Told, ToldError, told, told_status
from kompass_evidence.workspace import Workspace, open_workspace

AROUND = 350  # characters shown before and after a quote
MOST_SENT = 64 * 1024  # bytes of a form
OPEN_TO_ALL = {"start", "file"}  # what is shown without the cookie: nothing of the workspace
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
    # not no-referrer: with it, browsers send forms with the origin "null", which cannot be checked
    "Referrer-Policy": "same-origin",
}
Answer = str | AnyResponse | tuple[str, int]


def make_app(folder: Path, person: str, gate: Gate) -> Flask:
    """Return the site over the workspace in `folder`, for one reviewer.

    Raises WorkspaceError or IntegrityError where the workspace cannot be shown at all.
    """
    with open_workspace(folder) as workspace:
        evaluation_of(workspace)
        sitting = Sitting(workspace.folder, workspace.framework, person)
        municipality = workspace.municipality.name
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MOST_SENT
    dress(app, person=person, municipality=municipality, form_key=gate.form_key)
    _guard(app, gate)
    _show(app, sitting)
    _take(app, sitting)
    _tell(app)
    return app


def _guard(app: Flask, gate: Gate) -> None:
    @app.before_request
    def check() -> None:
        gate.check_host(request.host)
        if request.endpoint in OPEN_TO_ALL:
            return
        gate.check_session(request.cookies)
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            gate.check_form(request.host, request.headers.get("Origin"),
                            request.form.get("key", ""))  # fmt: skip

    @app.after_request
    def harden(answer: Response) -> Response:
        answer.headers.update(HEADERS)
        return answer

    @app.get("/start")
    def start() -> Response:
        session = gate.exchange(request.args.get("token", ""))
        # a page that goes on by itself, not a redirect: after a link from elsewhere, browsers
        # would leave a strict cookie out of the redirected request
        answer = Response(render_template("start.html"))
        answer.set_cookie(gate.cookie, session, httponly=True, samesite="Strict")
        return answer

    @app.get("/<any(" + ",".join(f'"{name}"' for name in FILES) + "):name>")
    def file(name: str) -> Response:
        content, kind = FILES[name]
        return Response(content, mimetype=kind)


def _show(app: Flask, sitting: Sitting) -> None:
    @app.get("/")
    def overview() -> Answer:
        with sitting.opened() as (_, desk):
            return render_template("overview.html", desk=desk)

    @app.get("/delomrade/<sub_area>")
    def sub_area(sub_area: str) -> Answer:
        with sitting.opened() as (_, desk):
            return sub_area_page(desk, _line(desk, sub_area))

    @app.get("/delomrade/<sub_area>/citat/<citation>")
    def citation(sub_area: str, citation: str) -> Answer:
        with sitting.opened() as (workspace, desk):
            return citation_page(workspace, desk, _item(desk, sub_area, citation))

    @app.get("/delomrade/<sub_area>/motivering")
    def rationale(sub_area: str) -> Answer:
        with sitting.opened() as (workspace, desk):
            return citation_page(workspace, desk, _item(desk, sub_area, ""))

    @app.get("/page/<citation>/<int:page>.png")
    def picture(citation: str, page: int) -> Answer:
        with sitting.opened() as (workspace, desk):
            cited = desk.evaluation.citations.get(citation)
            if cited is None:
                abort(404)
            pages = sitting.pages.pages(
                citation, lambda: page_pictures(workspace, cited.source, cited.boxes)
            )
        if page not in pages:
            abort(404)
        return Response(pages[page], mimetype="image/png")


def sub_area_page(desk: Desk, line: Line, problem: str = "", about: str = "") -> str:
    """Return a sub-area's page; `problem` is what was wrong with the form `about`."""
    return render_template(
        "sub_area.html", desk=desk, line=line, problem=problem, about=about, typed=request.form
    )


def citation_page(workspace: Workspace, desk: Desk, item: Item, problem: str = "") -> str:
    """Return the page of one citation in its place."""
    before, after = desk.beside(item)
    cited = item.citation
    place = place_of(workspace, cited.source, cited.span, AROUND) if cited else None
    return render_template(
        "citation.html", desk=desk, item=item, line=desk.lines[item.sub.id], place=place,
        before=before, after=after, next_open=desk.next_open(item), problem=problem,
        typed=request.form,
    )  # fmt: skip


def _take(app: Flask, sitting: Sitting) -> None:
    @app.post("/delomrade/<sub_area>/omdome")
    def judge(sub_area: str) -> Answer:
        form = request.form
        with sitting.opened() as (workspace, desk):
            item = _item(desk, sub_area, form.get("citation", ""))
            try:
                verdict = Verdict(form.get("verdict", ""))
            except ValueError:
                abort(400)

            def decide(evaluation: Evaluation) -> Mapping[str, Any]:
                _require_as_shown(evaluation, sub_area, form.get("score", ""))
                use = sub_area, item.id
                return reviewing.judge(evaluation, use, verdict, _text("note"), sitting.person)

            try:
                sitting.review(workspace, desk, ActKind.JUDGE_CITATION, decide)
            except UsageError:
                problem = "Skriv i anteckningen varför, och välj omdömet igen."
                return citation_page(workspace, desk, item, problem), 400
        return redirect(_address(item) + "?sparat=1", 303)

    @app.post("/delomrade/<sub_area>/poang")
    def reveal(sub_area: str) -> Answer:
        with sitting.opened() as (workspace, desk):
            line, estimate = _line(desk, sub_area), _text("estimate") or None

            def decide(evaluation: Evaluation) -> Mapping[str, Any]:
                return reviewing.reveal(
                    evaluation, sitting.framework, sub_area, estimate, sitting.person
                )

            try:
                sitting.review(workspace, desk, ActKind.REVEAL_SCORE, decide)
            except UsageError:
                problem = "Skriv poängen som 9 eller 9,5, från 0 till delområdets maximum."
                return sub_area_page(desk, line, problem, "estimate"), 400
        return redirect(url_for("sub_area", sub_area=sub_area, _anchor="poang"), 303)

    @app.post("/delomrade/<sub_area>/steg")
    def step(sub_area: str) -> Answer:
        with sitting.opened() as (workspace, desk):
            line = _line(desk, sub_area)
            try:
                taken = Step(request.form.get("step", ""))
            except ValueError:
                abort(400)

            def decide(evaluation: Evaluation) -> Mapping[str, Any]:
                return reviewing.step(evaluation, sitting.framework, sub_area, taken,
                                      _text("note"), sitting.person)  # fmt: skip

            try:
                if taken is Step.ANSWER:
                    sitting.answer(workspace, decide)
                else:
                    sitting.review(workspace, desk, ActKind.REVIEW_STEP, decide)
            except UsageError:
                return sub_area_page(desk, line, "Skriv varför.", "step"), 400
        return redirect(url_for("sub_area", sub_area=sub_area, _anchor="gang"), 303)


def _require_as_shown(evaluation: Evaluation, sub_area: str, score: str) -> None:
    """Raise ToldError where the score is no longer the one that the reviewer had before them."""
    standing = evaluation.scores_of(sub_area).standing
    if standing is None or str(standing.act) != score:
        raise ToldError(
            409, "Poängen är ändrad",
            "Bedömningen av delområdet har ändrats sedan sidan visades. Omdömet är inte sparat.",
            "Gå tillbaka till citatet, läs motiveringen igen och ge omdömet då.",
        )  # fmt: skip


def _address(item: Item) -> str:
    if not item.id:
        return url_for("rationale", sub_area=item.sub.id)
    return url_for("citation", sub_area=item.sub.id, citation=item.id)


def _text(field: str) -> str:
    return request.form.get(field, "").replace("\r\n", "\n").strip()


def _line(desk: Desk, sub_area: str) -> Line:
    return desk.lines.get(sub_area) or abort(404)


def _item(desk: Desk, sub_area: str, citation: str) -> Item:
    return desk.item(sub_area, citation) or abort(404)


def _tell(app: Flask) -> None:
    def page(what: Told) -> tuple[str, int]:
        return render_template("error.html", told=what), what.status

    @app.errorhandler(ToldError)
    def own(error: ToldError) -> Answer:
        return page(error.told)

    @app.errorhandler(KompassError)
    def of_the_tool(error: KompassError) -> Answer:
        return page(told(error))

    @app.errorhandler(HTTPException)
    def of_the_web(error: HTTPException) -> Answer:
        if error.code is None or error.code < 400:
            return error.get_response()
        return page(told_status(error.code))

    @app.errorhandler(Exception)
    def unforeseen(error: Exception) -> Answer:
        in_full = bool(os.environ.get("KOMPASS_DEBUG"))
        app.logger.error("%s: %s", type(error).__name__, error, exc_info=in_full)
        return page(told_status(500))
