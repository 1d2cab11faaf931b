# SPDX-License-Identifier: MIT
# The tests: what is built for them, and what `make check` runs.

# ---- unit tests: a suite a module, in byte order; see suites.def there -----------

check_PROGRAMS = tests/interop/compare tests/unit/unit
tests_unit_unit_SOURCES = \
	tests/unit/continua.h \
	tests/unit/converting.h \
	tests/unit/features.h \
	tests/unit/jsonplace.h \
	tests/unit/jsonscalar.c \
	tests/unit/jsonscalar.h \
	tests/unit/ledgerplay.c \
	tests/unit/ledgerplay.h \
	tests/unit/loops.h \
	tests/unit/pixels.h \
	tests/unit/records.h \
	tests/unit/scratch.h \
	tests/unit/suites.def \
	tests/unit/suites.h \
	tests/unit/tasks.h \
	tests/unit/test-alter.c \
	tests/unit/test-arena.c \
	tests/unit/test-array.c \
	tests/unit/test-assign.c \
	tests/unit/test-base64.c \
	tests/unit/test-bounds.c \
	tests/unit/test-brat.c \
	tests/unit/test-brush.c \
	tests/unit/test-bytes.c \
	tests/unit/test-calendar.c \
	tests/unit/test-canvas.c \
	tests/unit/test-categories.c \
	tests/unit/test-cells.c \
	tests/unit/test-claim.c \
	tests/unit/test-classes.c \
	tests/unit/test-clean.c \
	tests/unit/test-coco.c \
	tests/unit/test-coef.c \
	tests/unit/test-compact.c \
	tests/unit/test-conceal.c \
	tests/unit/test-conll.c \
	tests/unit/test-convert.c \
	tests/unit/test-createml.c \
	tests/unit/test-cutter.c \
	tests/unit/test-cvat.c \
	tests/unit/test-date.c \
	tests/unit/test-dawid.c \
	tests/unit/test-decimal.c \
	tests/unit/test-differ.c \
	tests/unit/test-differcase.c \
	tests/unit/test-differscore.c \
	tests/unit/test-digest.c \
	tests/unit/test-digits.c \
	tests/unit/test-edits.c \
	tests/unit/test-entitle.c \
	tests/unit/test-envelope.c \
	tests/unit/test-err.c \
	tests/unit/test-event.c \
	tests/unit/test-exact.c \
	tests/unit/test-explain.c \
	tests/unit/test-export.c \
	tests/unit/test-fd.c \
	tests/unit/test-features.c \
	tests/unit/test-feed.c \
	tests/unit/test-files.c \
	tests/unit/test-fixed.c \
	tests/unit/test-folder.c \
	tests/unit/test-form.c \
	tests/unit/test-gamma.c \
	tests/unit/test-gather.c \
	tests/unit/test-geometry.c \
	tests/unit/test-hash.c \
	tests/unit/test-history.c \
	tests/unit/test-hostile.c \
	tests/unit/test-ident.c \
	tests/unit/test-ids.c \
	tests/unit/test-import.c \
	tests/unit/test-importcell.c \
	tests/unit/test-importmap.c \
	tests/unit/test-item.c \
	tests/unit/test-item_name.c \
	tests/unit/test-items.c \
	tests/unit/test-join.c \
	tests/unit/test-journal.c \
	tests/unit/test-json.c \
	tests/unit/test-jsondoc.c \
	tests/unit/test-jsonkeys.c \
	tests/unit/test-jsonl.c \
	tests/unit/test-jsonml.c \
	tests/unit/test-jsonpeer.c \
	tests/unit/test-jsonstring.c \
	tests/unit/test-jsontext.c \
	tests/unit/test-key.c \
	tests/unit/test-keys.c \
	tests/unit/test-kind.c \
	tests/unit/test-label.c \
	tests/unit/test-labelme.c \
	tests/unit/test-labelstudio.c \
	tests/unit/test-labelstudiowrite.c \
	tests/unit/test-ledgercases.c \
	tests/unit/test-lines.c \
	tests/unit/test-loss.c \
	tests/unit/test-markdown.c \
	tests/unit/test-markup.c \
	tests/unit/test-mask.c \
	tests/unit/test-maskset.c \
	tests/unit/test-match.c \
	tests/unit/test-media.c \
	tests/unit/test-member.c \
	tests/unit/test-memo.c \
	tests/unit/test-merkle.c \
	tests/unit/test-metric.c \
	tests/unit/test-money.c \
	tests/unit/test-months.c \
	tests/unit/test-names.c \
	tests/unit/test-number.c \
	tests/unit/test-offset.c \
	tests/unit/test-opt.c \
	tests/unit/test-orient.c \
	tests/unit/test-outdir.c \
	tests/unit/test-pairs.c \
	tests/unit/test-parts.c \
	tests/unit/test-picture.c \
	tests/unit/test-pile.c \
	tests/unit/test-place.c \
	tests/unit/test-png.c \
	tests/unit/test-policy.c \
	tests/unit/test-pool.c \
	tests/unit/test-present.c \
	tests/unit/test-proof.c \
	tests/unit/test-radix.c \
	tests/unit/test-random.c \
	tests/unit/test-raster.c \
	tests/unit/test-ratings.c \
	tests/unit/test-register.c \
	tests/unit/test-relabel.c \
	tests/unit/test-resample.c \
	tests/unit/test-reshape.c \
	tests/unit/test-review.c \
	tests/unit/test-rule.c \
	tests/unit/test-runs.c \
	tests/unit/test-score.c \
	tests/unit/test-settle.c \
	tests/unit/test-shape.c \
	tests/unit/test-sheet.c \
	tests/unit/test-shelf.c \
	tests/unit/test-signature.c \
	tests/unit/test-similar.c \
	tests/unit/test-simulate.c \
	tests/unit/test-sink.c \
	tests/unit/test-sizes.c \
	tests/unit/test-sorter.c \
	tests/unit/test-span.c \
	tests/unit/test-splice.c \
	tests/unit/test-src.c \
	tests/unit/test-stat.c \
	tests/unit/test-statement.c \
	tests/unit/test-stats.c \
	tests/unit/test-store.c \
	tests/unit/test-stretches.c \
	tests/unit/test-table.c \
	tests/unit/test-tally.c \
	tests/unit/test-text.c \
	tests/unit/test-thread.c \
	tests/unit/test-trace.c \
	tests/unit/test-tree.c \
	tests/unit/test-triples.c \
	tests/unit/test-truth.c \
	tests/unit/test-turn.c \
	tests/unit/test-unitize.c \
	tests/unit/test-utf8.c \
	tests/unit/test-vanish.c \
	tests/unit/test-voc.c \
	tests/unit/test-vocmask.c \
	tests/unit/test-vocquick.c \
	tests/unit/test-vocset.c \
	tests/unit/test-words.c \
	tests/unit/test-xml.c \
	tests/unit/test-xmlplain.c \
	tests/unit/test-xmlquick.c \
	tests/unit/test-yaml.c \
	tests/unit/test-yamlmap.c \
	tests/unit/test-yolo.c \
	tests/unit/unit.c \
	tests/unit/units.h
tests_unit_unit_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_unit_LDADD = $(LDADD) $(CHECK_LIBS)

# ---- what make check runs --------------------------------------------------------

# Each is a program that speaks TAP. `make check TESTS=tests/tools/run` runs one
# of them; CASES=dn-clean narrows the tool cases, CK_RUN_SUITE=json the suites.
# In their environment: DN_BIN and DN_SOURCE, the folders built in and from;
# DN_SHARED, a folder of data that may be absent; DN_SANITIZE, yes under sanitizers.
checks = tests/unit/unit tests/tools/run tests/docs/run tests/examples/run \
	tests/interop/agreement tests/interop/formats \
	tests/interop/ledger-cases tests/interop/ledger-cron \
	tests/interop/ledger-export \
	tests/interop/ledger-oracle tests/interop/ledger-statements \
	tests/interop/minisign \
	tests/selftest/run tests/style/run tests/style/selftest \
	tests/torture/faults tests/torture/folders tests/torture/formats \
	tests/torture/inputs tests/torture/kills tests/torture/mutants \
	tests/torture/outputs tests/torture/spills

check-local:
	@DN_BIN=$(abs_builddir) DN_SOURCE=$(abs_top_srcdir) \
		DN_SHARED=$${DN_SHARED:-$(abs_top_srcdir)/../shared} \
		DN_SANITIZE=$(DN_SANITIZE) CK_DEFAULT_TIMEOUT=60 \
		CC="$(CC)" CPPFLAGS="$(LIB_CPPFLAGS)" \
		$(srcdir)/tests/run $(if $(TESTS),$(TESTS),$(checks))

# ---- the benches: ratios to what the machine can do, never asserted ----------------

EXTRA_PROGRAMS = tests/bench/baseline tests/bench/measure tests/bench/scan
tests_bench_baseline_LDADD =
tests_bench_measure_LDADD =

bench: all $(EXTRA_PROGRAMS)
	@DN_BIN=$(abs_builddir) DN_SOURCE=$(abs_top_srcdir) CC="$(CC)" \
		DN_SHARED=$${DN_SHARED:-$(abs_top_srcdir)/../shared} \
		$(srcdir)/tests/bench/run

CLEANFILES = $(EXTRA_PROGRAMS) $(checks:=.log) tests/summary tests/total
