/// Sweeps of tiny networks, and stores compared by what they hold.
#pragma once

#include "command_line_fixture.hpp"

#include "io/digest.hpp"
#include "store/store.hpp"

#include <bit>
#include <sstream>

namespace ncv {

class SweepCommand : public CommandLine {
  protected:
    /// Networks of three widths, `seeds` each, some milliseconds a run; `more` are further tables.
    static std::string
    plan_text(const std::string& id, int seeds, const std::string& more = "",
              const std::string& training = "steps = 60\n",
              const std::string& outcome = "keep_snapshots = true\nlayer_states = 2\n") {
        return "[sweep]\nid = \"" + id +
               "\"\ntitle = \"Width\"\nstatement = \"Wider layers collapse more.\"\n"
               "[base.network]\nhidden = [4, 4]\nnonlinear_layers = 1\n"
               "activation = \"leaky_relu\"\ngamma = 0.1\n"
               "[base.data]\nsource = \"synthetic\"\nclasses = 3\ndimension = 5\nper_class = 3\n"
               "[base.training]\nlearning_rate = 0.02\nweight_decay = 0.01\nrecord_every = 20\n" +
               training + "[seeds]\nfirst = 7\ncount = " + std::to_string(seeds) +
               "\n[[factor]]\nname = \"n_1\"\n"
               "levels = [ { level = 4, set = { \"network.hidden\" = [4, 4] } },\n"
               "           { level = 6, set = { \"network.hidden\" = [6, 4] } },\n"
               "           { level = 8, set = { \"network.hidden\" = [8, 4] } } ]\n" +
               more + "[outcome]\nmeasures = [\"nc1\"]\n" + outcome + test_table();
    }
    static std::string test_table() {
        return "[[test]]\nname = \"slope\"\nkind = \"slope\"\nresponse = \"log10 nc1\"\n"
               "factor = \"log n_1\"\npredicts = \"below\"\nvalue = 0.0\n";
    }
    std::string
    plan(const std::string& id, int seeds, const std::string& more = "",
         const std::string& training = "steps = 60\n",
         const std::string& outcome = "keep_snapshots = true\nlayer_states = 2\n") const {
        return write(id + ".toml", plan_text(id, seeds, more, training, outcome));
    }
    std::string store(const std::string& name) const { return path(name + ".sqlite"); }
    Result sweep(const std::string& plans, const std::string& name, const std::string& more = "",
                 const std::string& before = "") const {
        return run("sweep " + plans + " --store " + store(name) + " " + more, before);
    }

    /// Everything a store holds but how long it took: a line a place of a plan, what was measured
    /// of its run as a digest, reals by their bits.
    static std::string contents(const std::string& file, bool with_seconds = false) {
        const sweep::Store s(file, sweep::Open::read);
        std::ostringstream out;
        for (const sweep::Plan& p : s.plans()) {
            out << p.id << ' ' << p.digest << "\n";
            for (const sweep::Cell& cell : s.cells(p)) {
                out << cell.number << ' ' << cell.seed << ' ' << cell.digest.substr(0, 16);
                for (const auto& [factor, level] : cell.levels)
                    out << ' ' << factor << '=' << level;
                if (cell.status) {
                    sweep::RunResult r = s.run(cell.digest);
                    if (!with_seconds) r.seconds = 0;
                    out << ' ' << status_text(*cell.status) << ' '
                        << sha256_of(every_bit_of(r)).substr(0, 16);
                }
                out << "\n";
            }
        }
        return std::move(out).str();
    }
    static std::string every_bit_of(const sweep::RunResult& r) {
        std::ostringstream out;
        const auto real = [&](double v) {
            out << (v != v ? 0 : std::bit_cast<std::uint64_t>(v)) << (v != v ? "n " : " ");
        };
        out << r.config_text << r.digest << status_text(r.status) << r.note << r.version;
        real(r.seconds);
        for (const auto& h : r.history) {
            out << h.step << ' ';
            for (const double v : {h.loss, h.residual, h.nc1, h.nc2, h.nc3, h.balancedness})
                real(v);
        }
        for (const auto& l : r.layers) out << l.layer << l.name << ' ', real(l.value);
        for (const auto& state : r.layer_history)
            for (const auto& l : state.layers)
                out << state.step << l.layer << l.name << ' ', real(l.value);
        for (const auto& [name, value] : r.measures) out << name << ' ', real(value);
        for (const auto& c : r.claims)
            out << c.claim << c.status << ' ', real(c.lhs), real(c.rhs), real(c.ratio);
        for (const auto& a : r.angles) out << a.at << a.a << a.b << ' ', real(a.cosine);
        out << r.snapshot;
        return std::move(out).str();
    }
    static std::size_t runs_done(const std::string& file) {
        const sweep::Store s(file, sweep::Open::read);
        sweep::Counts sum;
        for (const sweep::Plan& p : s.plans()) sum += s.counts(p);
        return sum.done();
    }
};

} // namespace ncv
