/// ncverify._engine: the library in Python's process. What goes in are NumPy arrays and texts, what comes
/// out are NumPy arrays, texts and the JSON of `ncv check`; ncverify's Python files make objects of it.
#include "arrays.hpp"
#include "interruptible.hpp"

#include "certify/certificate_file.hpp"
#include "check/bound_costs.hpp"
#include "check/certifiable.hpp"
#include "check/certificate_badge.hpp"
#include "check/outputs.hpp"
#include "check/outward.hpp"
#include "check/snapshot_check.hpp"
#include "check/understood.hpp"
#include "claims/outcome_json.hpp"
#include "claims/registry.hpp"
#include "data/images.hpp"
#include "io/files.hpp"
#include "io/output_rule.hpp"
#include "io/snapshot_file.hpp"
#include "io/strict_json.hpp"
#include "metrics/class_balanced.hpp"
#include "network/cache_sizes.hpp"
#include "network/reference.hpp"

#include <pybind11/stl.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <new>

namespace ncv::python {
namespace {

namespace py = pybind11;
using nlohmann::ordered_json;

/// A snapshot that work on another thread can share.
struct Held {
    std::shared_ptr<const Snapshot> snapshot;
    std::vector<std::string> ignored; ///< tensors that are none of a snapshot's
};

Held snapshot_of_arrays(const py::dict& tensors, const std::map<std::string, std::string>& metadata,
                        const std::string& name) {
    Safetensors file;
    file.metadata = metadata;
    for (const auto& [key, array] : tensors) {
        const auto text = key.cast<std::string>();
        file.tensors[text] = tensor_of(name + ": tensor " + text, array);
    }
    Held out;
    const py::gil_scoped_release released;
    out.snapshot = std::make_shared<const Snapshot>(snapshot_of(file, name, &out.ignored));
    return out;
}

Held parsed_snapshot(const py::bytes& bytes, const std::string& name) {
    const std::string_view view = bytes;
    Held out;
    const py::gil_scoped_release released;
    out.snapshot = std::make_shared<const Snapshot>(parse_snapshot(view, name, &out.ignored));
    return out;
}

bool is_single(const Matrix<double>& m) {
    return (m.array() == m.cast<float>().cast<double>().array()).all();
}

/// Single precision where nothing is lost by it.
Precision least_precision(const Snapshot& s) {
    bool single = is_single(s.data.inputs) && (!s.outputs || is_single(*s.outputs));
    for (const auto& W : s.network.weights) single = single && is_single(W);
    for (const auto& b : s.network.biases) single = single && is_single(b);
    if (s.backbone)
        for (const auto& W : s.backbone->weights) single = single && is_single(W);
    return single ? Precision::f32 : Precision::f64;
}

py::bytes formatted(const Held& held) {
    std::string bytes;
    {
        const py::gil_scoped_release released;
        bytes = format_snapshot(*held.snapshot, least_precision(*held.snapshot));
    }
    return bytes;
}

/// Written whole or not at all.
void written(const std::string& path, const py::bytes& bytes) {
    const std::string_view view = bytes;
    const py::gil_scoped_release released;
    write_file(path, view);
}

/// What may be written over, by the rule of the command line.
void replaceable(const std::string& what, const std::string& path, const std::string& kind,
                 const std::vector<std::string>& others, bool force) {
    const FileKind known = kind == "certificate" ? kinds::certificate()
                           : kind == "badge"     ? kinds::badge()
                                                 : kinds::snapshot();
    const py::gil_scoped_release released;
    try {
        require_replaceable(what, path, known, {others.begin(), others.end()}, force);
    } catch (const BadInput& e) {
        std::string text = e.what();
        if (const std::string option = "--force"; text.ends_with(option))
            text.replace(text.size() - option.size(), option.size(), "force=True");
        throw BadInput(text);
    }
}

py::dict described(const Held& held) {
    const Snapshot& s = *held.snapshot;
    py::dict out;
    out["understood"] = understood(s);
    out["samples"] = s.data.samples();
    out["classes"] = s.data.classes;
    out["nonlinear_layers"] = s.network.nonlinear_layers;
    out["first_layer"] = s.layer_offset + 1;
    out["activation"] = std::string(activation_name(s.network.activation.kind));
    out["loss"] = s.loss.kind == LossKind::squared_error ? "squared_error" : "cross_entropy";
    out["label_smoothing"] = s.loss.label_smoothing;
    out["weight_decay"] = s.weight_decay;
    out["weight_decays"] = s.weight_decays;
    out["learning_rate"] = s.learning_rate;
    out["source"] = s.source;
    return out;
}

struct Checked {
    std::string json;    ///< as `ncv check --json` prints it
    std::string metrics; ///< the line of `ncv check`
    std::string table;   ///< what is guaranteed, in lines
    std::string costs;   ///< what costs it, "" where nothing does
    std::string misfit;  ///< where the labels seem to be of other samples
};

Checked checked(const Held& held, const std::optional<std::vector<std::string>>& claims,
                const std::string& arithmetic, long steps, bool costly) {
    const auto known = check_arithmetic_from_name(arithmetic);
    if (!known)
        throw BadInput(fmt::format("arithmetic: unknown \"{}\"; double, mp and interval are known",
                                   arithmetic));
    const auto ids = claims ? *claims : headline_claims(*known);
    require_known_claims(ids, "claims");
    if (*known == CheckArithmetic::interval) require_certifiable(*held.snapshot, "snapshot");
    const SnapshotCheckOptions asked{ids, *known, steps, {}, false, costly};
    return interruptible([snapshot = held.snapshot, asked](std::stop_token stop) {
        SnapshotCheckOptions options = asked;
        options.stop = std::move(stop);
        const SnapshotCheck check = check_snapshot(*snapshot, options);
        const auto shown = [](double v, int digits) {
            return std::isnan(v) ? "undefined" : fmt::format("{:.{}g}", v, digits);
        };
        const SnapshotMetrics& m = check.metrics;
        return Checked{to_json(check).dump(),
                       fmt::format("NC1 {}   NC2 {}   NC3 {}   residual {}   loss {}   accuracy {}",
                                   shown(m.last["nc1"], 4), shown(m.last["nc2"], 4),
                                   shown(m.last["nc3"], 4), shown(m.residual, 4), shown(m.loss, 4),
                                   shown(m.fit.accuracy(), 6)),
                       table_of(check.guarantees), text_of(costs_of(check.guarantees, check.costs)),
                       doubt_of_fit(m.fit)};
    });
}

/// Interval products a second of the slow tier, at the least precision; a cautious figure.
constexpr double products_a_second = 4e6;

std::shared_ptr<const Certificate> certified(const Held& held, double seconds) {
    require_certifiable(*held.snapshot, "snapshot");
    return interruptible([snapshot = held.snapshot, seconds](std::stop_token stop) {
        using clock = std::chrono::steady_clock;
        const auto start = clock::now();
        const auto may_try = [&](unsigned bits, double products) {
            const std::chrono::duration<double> elapsed = clock::now() - start;
            return elapsed.count() + products * bits / 128 / products_a_second <= seconds;
        };
        return std::make_shared<const Certificate>(certify(*snapshot, may_try, stop));
    });
}

py::dict certificate_text(const Certificate& c, const Held& held, const std::string& sha256,
                          std::size_t bytes) {
    const std::string text = format_certificate(c, *held.snapshot, {sha256, bytes});
    ordered_json claims = ordered_json::array();
    for (const Outcome& o : c.claims) claims.push_back(enclosed_json(o));
    py::dict out;
    out["text"] = text;
    out["badge"] = certificate_badge(parse_certificate(text, "certificate"));
    out["bits"] = c.bits;
    out["claims"] = claims.dump();
    return out;
}

/// Tensors by the names of a snapshot, so that they are read and refused as a snapshot's are. Without a
/// classifier W1 only tells the number of classes.
py::dict measured(const py::dict& tensors, bool classifier) {
    std::map<std::string, std::string> metadata{
        {"ncv", "1"}, {"nonlinear_layers", "0"}, {"activation", "identity"}};
    const Held held = snapshot_of_arrays(tensors, metadata, "metrics");
    const auto work = [snapshot = held.snapshot, classifier](const std::stop_token&) {
        const auto& data = snapshot->data;
        const Matrix<double> W = classifier ? snapshot->network.W(1) : Matrix<double>();
        const std::vector<int> decided =
            classifier ? decisions(forward(snapshot->network, data.inputs).Z.back())
                       : std::vector<int>();
        return std::pair(layer_metrics(data.inputs, data.labels, data.classes, W,
                                       snapshot->network.activation, decided),
                         summary_of_outputs(*snapshot).fit);
    };
    const auto [layer, fit] = interruptible(work);
    py::dict out;
    for (std::size_t i = 0; i < layer.values.size(); ++i)
        out[metrics_atlas()[i].name.c_str()] = layer.values[i];
    if (classifier) out["accuracy"] = fit.accuracy();
    out["class_mean_norms"] = py::array_t<double>(py::cast(layer.class_mean_norms));
    out["class_variances"] = py::array_t<double>(py::cast(layer.class_variances));
    const auto& cosines = layer.class_mean_cosines; // symmetric
    out["class_mean_cosines"] =
        py::array_t<double>({cosines.rows(), cosines.cols()}, cosines.data());
    return out;
}

std::vector<std::tuple<std::string, std::string, std::string, bool>> atlas() {
    std::vector<std::tuple<std::string, std::string, std::string, bool>> out;
    for (const MetricInfo& m : metrics_atlas())
        out.emplace_back(m.name, m.formula, m.source, m.needs_classifier);
    return out;
}

std::string catalogue() {
    ordered_json all = ordered_json::array();
    for (const Claim& claim : claims()) all.push_back(to_json(claim));
    return all.dump();
}

/// What the library throws as Python knows it: bad input is ValueError.
void translate(std::exception_ptr thrown) {
    try {
        if (thrown) std::rethrow_exception(thrown);
    } catch (const BadInput& e) {
        PyErr_SetString(PyExc_ValueError, e.what());
    } catch (const OutOfResources& e) {
        PyErr_SetString(PyExc_OSError, e.what());
    } catch (const Interrupted&) {
        PyErr_SetNone(PyExc_KeyboardInterrupt);
    } catch (const std::bad_alloc&) {
        PyErr_SetString(PyExc_MemoryError, "out of memory");
    } catch (const std::filesystem::filesystem_error& e) {
        PyErr_SetString(PyExc_OSError, e.what());
    }
}

} // namespace
} // namespace ncv::python

PYBIND11_MODULE(_engine, m) {
    using namespace ncv;
    using namespace ncv::python;
    namespace py = pybind11;
    fix_cache_sizes();
    py::register_exception_translator(&translate);
    m.attr("version") = NCV_VERSION;

    py::class_<Held>(m, "Snapshot")
        .def(py::init(&snapshot_of_arrays), py::arg("tensors"), py::arg("metadata"),
             py::arg("name"))
        .def_static("parse", &parsed_snapshot, py::arg("bytes"), py::arg("name"))
        .def("format", &formatted)
        .def("described", &described)
        .def_readonly("ignored", &Held::ignored)
        .def_property_readonly("inputs",
                               [](const py::object& self) {
                                   return rows_view(self.cast<const Held&>().snapshot->data.inputs,
                                                    self);
                               })
        .def_property_readonly("labels",
                               [](const Held& held) {
                                   const auto& labels = held.snapshot->data.labels;
                                   py::array_t<std::int64_t> out(
                                       static_cast<py::ssize_t>(labels.size()));
                                   std::copy(labels.begin(), labels.end(), out.mutable_data());
                                   return out;
                               })
        .def_property_readonly("weights",
                               [](const py::object& self) {
                                   py::list out;
                                   for (const auto& W :
                                        self.cast<const Held&>().snapshot->network.weights)
                                       out.append(view(W, self));
                                   return out;
                               })
        .def_property_readonly("biases",
                               [](const py::object& self) {
                                   py::list out;
                                   const auto& net = self.cast<const Held&>().snapshot->network;
                                   for (int l = 1; l <= net.depth(); ++l)
                                       out.append(net.has_bias(l) ? py::object(view(net.b(l), self))
                                                                  : py::none());
                                   return out;
                               })
        .def_property_readonly("outputs",
                               [](const py::object& self) {
                                   const auto& outputs = self.cast<const Held&>().snapshot->outputs;
                                   return outputs ? py::object(rows_view(*outputs, self))
                                                  : py::none();
                               })
        .def("outputs_apart", [](const Held& held) {
            return interruptible([snapshot = held.snapshot](const std::stop_token&) {
                return std::pair(outputs_apart(*snapshot), doubt_of_outputs(*snapshot));
            });
        });

    py::class_<Checked>(m, "Checked")
        .def_readonly("json", &Checked::json)
        .def_readonly("metrics", &Checked::metrics)
        .def_readonly("table", &Checked::table)
        .def_readonly("costs", &Checked::costs)
        .def_readonly("misfit", &Checked::misfit);
    m.def("check", &checked, py::arg("snapshot"), py::arg("claims"), py::arg("arithmetic"),
          py::arg("steps"), py::arg("costly"));

    py::class_<Certificate, std::shared_ptr<Certificate>>(m, "Certificate")
        .def("text", &certificate_text, py::arg("snapshot"), py::arg("sha256"), py::arg("bytes"));
    m.def(
        "certify",
        [](const Held& held, double seconds) {
            return std::const_pointer_cast<Certificate>(certified(held, seconds));
        },
        py::arg("snapshot"), py::arg("seconds"));

    m.def("metrics", &measured, py::arg("tensors"), py::arg("classifier"));
    m.def("atlas", &atlas);
    m.def("claims", &catalogue);
    m.def("rounded_up", &rounded_up, py::arg("value"), py::arg("digits"));
    m.def("rounded_down", &rounded_down, py::arg("value"), py::arg("digits"));
    m.def("write_file", &written, py::arg("path"), py::arg("bytes"));
    m.def("require_replaceable", &replaceable, py::arg("what"), py::arg("path"), py::arg("kind"),
          py::arg("others"), py::arg("force"));
    m.def("digits", [] {
        const auto [images, labels] = [] {
            const py::gil_scoped_release released;
            const LabelledImages all = digits();
            return std::pair(all.images, all.labels);
        }();
        const auto bytes = [](const auto& idx) {
            const std::vector<py::ssize_t> shape(idx.extents.begin(), idx.extents.end());
            return py::array_t<std::uint8_t>(
                shape, reinterpret_cast<const std::uint8_t*>(idx.bytes.data()));
        };
        return py::make_tuple(bytes(images), bytes(labels));
    });

    py::module_::import("atexit").attr("register")(py::cpp_function([] {
        const py::gil_scoped_release released;
        abandoned.join();
    }));
}
