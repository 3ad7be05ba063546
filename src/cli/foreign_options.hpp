// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

/// What curl has and rtrip has not: enough to read a pasted command to its end and to say what to do about it.
namespace rtrip::cli {

enum class ForeignForm : std::uint8_t { plain, value };

/// What becomes of such an option in a pasted command.
enum class ForeignUse : std::uint8_t {
    refused,         ///< Without it the request or its outcome would be another.
    other_protocol,  ///< Skipped: curl heeds it for FTP, mail and the like alone.
    no_effect,  ///< Skipped: does nothing for the request, in curl on this system or because of what rtrip does.
};

struct ForeignOption {
    char letter;  ///< '\0': none.
    std::string_view name;  ///< Without dashes; for switches the positive form.
    ForeignForm form;
    ForeignUse use;
    std::string_view advice;  ///< Of refused ones: what to do instead; may be empty.
};

std::span<const ForeignOption> foreign_options();

/// Null when there is none. `name` is without dashes and must be whole.
const ForeignOption* find_foreign(std::string_view name);
const ForeignOption* find_foreign(char letter);

/// Why an option that is not refused is left out.
std::string_view skipped_because(ForeignUse use);

}  // namespace rtrip::cli
