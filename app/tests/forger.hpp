/// An adversary of `ncv-recheck`: it knows the format, writes right digests, changes what a true
/// certificate says and then lets the checker's own answers lead it on, towards acceptance.
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <functional>
#include <random>
#include <string>

namespace ncv {

class Forger {
  public:
    using Json = nlohmann::ordered_json;
    /// The checker's answer to a certificate: empty where it is accepted.
    using Checker = std::function<std::string(const std::string& text)>;

    Forger(Json honest, Checker checker, std::uint64_t seed)
        : honest_(std::move(honest)), checker_(std::move(checker)), random_(seed) {}

    /// One forgery, followed for at most `answers` answers: the last one, accepted or not.
    struct Forgery {
        Json certificate;
        std::string what; ///< the fields that were changed at first
        bool accepted = false;
        int presented = 0; ///< certificates shown to the checker
    };
    Forgery forge(int answers);
    /// The same from a given start.
    Forgery follow_up(Json start, const std::string& what, int answers);

  private:
    Json& any_enclosure(Json& certificate, std::string& where);
    std::string any_end(const std::string& now);
    void change(Forgery& forgery);
    bool follow(const std::string& answer, Json& certificate);
    std::size_t below(std::size_t n) { return random_() % n; }

    Json honest_;
    Checker checker_;
    std::mt19937_64 random_;
};

/// Claim number `i` as it would hold: its bounds where the left sides just meet them. False where
/// it compares nothing.
bool make_hold(nlohmann::ordered_json& certificate, std::size_t i);

/// With the digest that its text has.
std::string sealed(const nlohmann::ordered_json& certificate);
/// As a certificate writes it.
std::string hex(double v);

/// The first bound beside a claim that its left side certainly breaks, or empty.
std::string broken_bound(const nlohmann::ordered_json& certificate);

/// What is certainly false in `forged`, or empty. Both speak of the same network, `honest` truly:
/// enclosures of the same number must meet, counts and texts be equal, a status that says something
/// be the one that 100 digits find (`truth`: id to status, or "lacks NAME"; empty where open).
std::string falsehood(const nlohmann::ordered_json& forged, const nlohmann::ordered_json& honest,
                      const std::function<std::string(const std::string& id)>& truth);

} // namespace ncv
