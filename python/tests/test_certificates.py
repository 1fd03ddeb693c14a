"""Certificates from Python are confirmed by ncv-recheck, about the very file they name."""
from __future__ import annotations

import os
import shutil

import pytest
from conftest import NETWORKS, head, run

import ncverify


def test_a_report_certifies_and_ncv_recheck_confirms(recheck, tmp_path):
    certificate = head(weight_decay=1e-3).check().certify(tmp_path / "net.certificate.json")
    assert certificate.snapshot_path == str(tmp_path / "net.safetensors") and "H2h" in certificate.proved
    assert "neural collapse, certified" in (tmp_path / "net.badge.svg").read_text() == certificate.badge
    said = run(recheck, certificate.path, certificate.snapshot_path)
    assert said.returncode == 0, said.stderr
    os.environ["PATH"] = os.path.dirname(recheck) + os.pathsep + os.environ["PATH"]
    assert certificate.recheck()


def test_the_snapshot_goes_where_snapshot_path_says(recheck, tmp_path):
    certificate = head().check().certify(tmp_path / "net.certificate.json", snapshot_path=tmp_path / "elsewhere.safetensors")
    assert certificate.snapshot_path == str(tmp_path / "elsewhere.safetensors")
    assert run(recheck, certificate.path, certificate.snapshot_path).returncode == 0
    assert "`snapshot_path`" in ncverify.Report.certify.__doc__
    for budget in ("much", float("nan"), -1):
        with pytest.raises(ValueError, match="^budget is .*, needs seconds, 0 or more$"):
            head().certify(tmp_path / "net.certificate.json", budget=budget)


def test_a_loaded_snapshot_is_certified_as_the_file_it_is(recheck, tmp_path):
    shutil.copy(NETWORKS / "resnet_cross_entropy.safetensors", tmp_path / "resnet.safetensors")
    certificate = ncverify.load(tmp_path / "resnet.safetensors").certify(tmp_path / "c.json", badge=False)
    assert certificate.snapshot_path == str(tmp_path / "resnet.safetensors")
    assert sorted(os.listdir(tmp_path)) == ["c.json", "resnet.safetensors"]
    assert run(recheck, certificate.path, certificate.snapshot_path).returncode == 0


def test_the_certificate_is_that_of_the_command_line(ncv, tmp_path):
    path = head().save(tmp_path / "net.safetensors")
    certificate = ncverify.load(path).certify(tmp_path / "python.json", badge=False)
    assert run(ncv, "certify", path, "-o", str(tmp_path / "ncv.json")).returncode == 0
    assert (tmp_path / "ncv.json").read_bytes() == (tmp_path / "python.json").read_bytes()
    assert certificate.bits >= 53


def test_a_changed_file_is_not_taken_for_the_snapshot(tmp_path):
    path = head().save(tmp_path / "net.safetensors")
    snapshot = ncverify.load(path)
    head(seed=1).save(path)
    certificate = snapshot.certify(tmp_path / "c.json", badge=False)
    assert certificate.snapshot_path == str(tmp_path / "c.safetensors")


def test_nothing_of_another_kind_is_written_over(tmp_path):
    (tmp_path / "thesis.json").write_text('{"years": 4}')
    with pytest.raises(ValueError, match="force=True"):
        head().check().certify(tmp_path / "thesis.json")
    assert (tmp_path / "thesis.json").read_text() == '{"years": 4}'
    (tmp_path / "net.safetensors").write_text("something else")
    with pytest.raises(ValueError, match="is not a snapshot"):
        head().save(tmp_path / "net.safetensors")
    head().save(tmp_path / "net.safetensors", force=True)
    head().save(tmp_path / "net.safetensors")


def test_ncv_recheck_refuses_a_certificate_of_another_snapshot(recheck, tmp_path):
    certificate = head().check().certify(tmp_path / "a.json", badge=False)
    other = head(seed=1).save(tmp_path / "other.safetensors")
    assert run(recheck, certificate.path, other).returncode != 0
