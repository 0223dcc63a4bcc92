/* t_uses: what Dockerfiles, workflows and scripts name, and where. */
#include "rows.h"

#include "read/usesfile.h"

#include "base/buf.h"
#include "base/limits.h"

typedef struct row {
	const char *name, *path;
	str text;
	const char *want; /* "LINE:COL image NAME:TAG@DIGEST" or "LINE:COL tool name", joined by "; " */
} row;

static void put_place(buf *b, str bytes, span at)
{
	buf_printf(b, "%s%d:%d", b->n ? "; " : "", at.line, at.col);
	assert_true(at.beg >= 0 && at.beg <= at.end && at.end <= bytes.n);
}

static str shown(arena *a, str bytes, const uses *u)
{
	buf b = buf_new(a);
	for (ptrdiff_t i = 0; i < u->images.n; i++) {
		const image_ref *r = &u->images.at[i];
		put_place(&b, bytes, r->at);
		buf_printf(&b, " image %.*s", SARG(r->name));
		if (r->tag.p)
			buf_printf(&b, ":%.*s", SARG(r->tag));
		if (r->digest.p)
			buf_printf(&b, "@%.*s", SARG(r->digest));
	}
	for (ptrdiff_t i = 0; i < u->installs.n; i++) {
		const install *in = &u->installs.at[i];
		put_place(&b, bytes, in->at);
		buf_printf(&b, " %.*s %.*s", SARG(in->tool), SARG(in->name));
	}
	return buf_str(&b);
}

#define SH(name, text, want) { name, "ci/setup.sh", S_INIT(text), want }
#define DF(name, text, want) { name, "docker/Dockerfile", S_INIT(text), want }
#define WF(name, text, want) { name, ".github/workflows/ci.yml", S_INIT(text), want }
#define GL(name, text, want) { name, ".gitlab-ci.yml", S_INIT(text), want }

static const row rows[] = {
	SH("a plain install", "pip install torch==2.1 numpy\n", "1:13 pip torch; 1:24 pip numpy"),
	SH("pip by its interpreter", "python -m pip install x\npython3.11 -m pip install y\n", "1:23 pip x; 2:27 pip y"),
	SH("uv's pip", "uv pip install --system -p 3.11 x\n", "1:33 pip x"),
	SH("conda, mamba, micromamba", "conda install -y a=1.2\nmamba create -n e python=3.11 b\nmicromamba -y install c\n",
	   "1:18 conda a; 2:19 mamba python; 2:31 mamba b; 3:23 micromamba c"),
	SH("a version in quotes", "pip install \"numpy>=1,<2\" 'x[y]==3'\n", "1:13 pip numpy; 1:27 pip x"),
	SH("an unquoted > is a redirection, and no version", "pip install numpy>=1\n", "1:13 pip numpy"),
	SH("values of options are no packages", "pip install -r r.txt -c c.txt -i https://x --find-links y -qr z.txt a\n", "1:69 pip a"),
	SH("options of conda", "conda install -c pytorch -c nvidia --channel=x --file f.txt -n env a\n", "1:68 conda a"),
	SH("conda's -f is --force, micromamba's a file", "conda install -f a\nmicromamba install -f env.yml b\n",
	   "1:18 conda a; 2:31 micromamba b"),
	SH("an option before the command", "pip --no-cache-dir -q install a; conda -q install b\n", "1:31 pip a; 1:51 conda b"),
	SH("a variable is left alone", "pip install $PKG ${A} \"x$B\" `c` $(d) e{1,2} f\n", "1:45 pip f"),
	SH("paths and addresses declare themselves", "pip install . ./x .[dev] git+https://h/r a.whl 'n @ https://h/n.whl' q\n", "1:70 pip q"),
	SH("what is echoed or quoted is not run", "echo pip install a\necho \"pip install b\"\n# pip install c\n", ""),
	SH("lists, pipes, groups and reserved words", "cd x && pip install a || (pip install b); if ! pip install c; then { pip install d; }; fi\n",
	   "1:21 pip a; 1:39 pip b; 1:60 pip c; 1:82 pip d"),
	SH("sudo, env, exec and assignments", "sudo -H pip install a\nA=b env C=d pip install e\nexec pip install f\n",
	   "1:21 pip a; 2:25 pip e; 3:18 pip f"),
	SH("a script inside bash -c", "bash -lc 'pip install a && pip install b'\n", "1:10 pip a; 1:10 pip b"),
	SH("conda run", "conda run -n env --no-capture-output pip install a\n", "1:50 pip a"),
	SH("conda's base environment holds tools", "conda install -n base conda-lock\nmamba install --name=base x\n", ""),
	SH("continued lines", "pip install \\\n    a \\\n    b\n", "2:5 pip a; 3:5 pip b"),
	SH("a here-document is no command", "cat <<EOF > f\npip install a\nEOF\npip install b\n", "4:13 pip b"),
	SH("a here-document with tabs", "cat <<-'E O'\n\tpip install a\n\tE O\npip install b\n", "4:13 pip b"),
	SH("redirections are no packages", "pip install a 2>&1 > log 2>err </dev/null b\n", "1:13 pip a; 1:43 pip b"),
	SH("an open quote ends the reading", "pip install a\npip install 'b\npip install c\n", "1:13 pip a"),
	SH("columns count characters", "echo \xC3\xA9; pip install a\n", "1:21 pip a"),
	SH("names are normalised", "pip install Foo_Bar.baz\nconda install NumPy\n", "1:13 pip foo-bar-baz; 2:15 conda numpy"),
	SH("case patterns", "case $x in\na) pip install a ;;\nesac\n", "2:16 pip a"),
	SH("nothing else installs", "apt-get install pip\nnpm install x\npip uninstall y\npip download z\nconda env update -f e.yml\n", ""),
	SH("carriage returns", "pip install a\r\npip install b\\\r\n c\r\n", "1:13 pip a; 2:13 pip b; 3:2 pip c"),
	DF("an image with a tag", "FROM pytorch/pytorch:2.1.0-cuda12.1-cudnn8-runtime\n", "1:6 image pytorch/pytorch:2.1.0-cuda12.1-cudnn8-runtime"),
	DF("a registry's port is no tag", "FROM localhost:5000/a/b AS x\n", "1:6 image localhost:5000/a/b"),
	DF("a digest", "FROM --platform=linux/amd64 a:1@sha256:0f\n", "1:29 image a:1@sha256:0f"),
	DF("stages and scratch are no images", "FROM a:1 AS build\nFROM build\nFROM scratch\nCOPY --from=build /x /y\nCOPY --from=0 /x /y\n", "1:6 image a:1"),
	DF("COPY --from an image", "FROM a:1\nCOPY --from=ghcr.io/astral-sh/uv:latest /uv /bin/\n", "1:6 image a:1; 2:6 image ghcr.io/astral-sh/uv:latest"),
	DF("an image in a variable is left alone", "ARG B=x\nFROM $B\nFROM ${B}:1\n", ""),
	DF("RUN, continued, with comments between", "RUN pip install \\\n  # why\n\n  a \\\n  b\nRUN pip install c\n", "4:3 pip a; 5:3 pip b; 6:17 pip c"),
	DF("RUN with flags", "RUN --mount=type=cache,target=/root/.cache \\\n    pip install a\n", "2:17 pip a"),
	DF("the exec form", "RUN [\"pip\", \"install\", \"a\"]\n", "1:25 pip a"),
	DF("a here-document is the script", "RUN <<EOF\npip install a\nEOF\nRUN pip install b\n", "2:13 pip a; 4:17 pip b"),
	DF("a here-document for another interpreter", "RUN <<EOF\n#!/usr/bin/env python3\npip install a\nEOF\nRUN pip install b\n", "5:17 pip b"),
	DF("a here-document that is input", "RUN cat <<EOF > x && pip install a\npip install b\nEOF\n", "1:34 pip a"),
	DF("another escape character is left alone", "# escape=`\nFROM a\nRUN pip install b\n", ""),
	DF("PowerShell is left alone", "FROM a:1\nSHELL [\"powershell\", \"-Command\"]\nRUN pip install b\nSHELL [\"/bin/bash\", \"-c\"]\nRUN pip install c\n",
	   "1:6 image a:1; 5:17 pip c"),
	DF("an apostrophe in a label opens nothing", "LABEL a=it's\nRUN pip install b\n", "2:17 pip b"),
	DF("ONBUILD", "ONBUILD RUN pip install a\n", "1:25 pip a"),
	DF("lower case", "from a:1 as b\nrun pip install c\n", "1:6 image a:1; 2:17 pip c"),
	WF("a job's container, services and docker steps",
	   "jobs:\n  a:\n    container: b:1\n    services:\n      db:\n        image: c\n    steps:\n      - uses: docker://d:latest\n      - uses: actions/checkout@v4\n",
	   "3:16 image b:1; 6:16 image c; 8:15 image d:latest"),
	WF("a container as a mapping", "jobs:\n  a:\n    container: {image: 'b:1', env: {image: x}}\n", "3:24 image b:1"),
	WF("run, in one line and in a block", "jobs:\n  a:\n    steps:\n      - run: pip install a\n      - run: |\n          cd x\n            pip install b \\\n              c\n          pip install d\n",
	   "4:26 pip a; 7:25 pip b; 8:15 pip c; 9:23 pip d"),
	WF("a folded block stands at its place", "jobs:\n  a:\n    steps:\n      - run: >\n          pip install\n          b\n", "4:14 pip b"),
	WF("another shell is left alone", "jobs:\n  a:\n    steps:\n      - run: pip install a\n        shell: pwsh\n      - run: pip install b\n        shell: bash -l {0}\n", "6:26 pip b"),
	WF("expressions are left alone", "jobs:\n  a:\n    container: ${{ matrix.image }}\n    steps:\n      - run: pip install 'x==${{ matrix.x }}' y\n", "5:47 pip y"),
	WF("texts of other keys are no images", "jobs:\n  a:\n    steps:\n      - uses: x/y@v1\n        with: {image: a, run: pip install b}\n", ""),
	GL("images and scripts", "image: a:1\nb:\n  image: {name: c, entrypoint: ['']}\n  services: [d:2, {name: e}]\n  script:\n    - pip install f\n    - [pip install g]\n    - |\n      pip install h\n",
	   "1:8 image a:1; 3:17 image c; 4:14 image d:2; 4:26 image e; 6:19 pip f; 7:20 pip g; 9:19 pip h"),
	GL("a reference tag does not end the reading", "a:\n  script:\n    - !reference [b, script]\n    - pip install c\n", "4:19 pip c"),
	GL("broken YAML gives what stands before", "image: a\nb: [\n", "1:8 image a"),
};

static void test_uses(void **state)
{
	const row *r = *state;
	arena *a = arena_open((ptrdiff_t)ARENA_BUDGET_MIB * 1024 * 1024);
	source src = { .kind = ENTRY_BLOB, .path = str_of(r->path), .bytes = r->text, .size_bytes = r->text.n };
	const uses *u = uses_read(a, &src);
	assert_str(shown(a, r->text, u), r->want);
	assert_int_equal(u->problems.n, 0);
	arena_close(a);
}

int main(void)
{
	return RUN_ROWS(test_uses, rows);
}
