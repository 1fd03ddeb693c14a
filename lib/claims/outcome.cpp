#include "claims/outcome.hpp"

namespace ncv {

std::string_view status_name(Status status) {
    switch (status) {
    case Status::holds: return "holds";
    case Status::violated: return "violated";
    case Status::vacuous: return "vacuous";
    case Status::not_applicable: return "not_applicable";
    case Status::undecided: return "undecided";
    }
    return {};
}

std::string_view relation_name(Relation relation) {
    switch (relation) {
    case Relation::at_most: return "at_most";
    case Relation::at_least: return "at_least";
    case Relation::equal: return "equal";
    case Relation::identity: return "identity";
    }
    return {};
}

} // namespace ncv
