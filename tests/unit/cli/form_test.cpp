// SPDX-License-Identifier: MIT
#include "cli/form.hpp"

#include "fake_env.hpp"
#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::cli;
using rtrip::test::FakeEnv;

namespace {

std::string_view source_text(PartSource source) {
    switch (source) {
        case PartSource::text: return "";
        case PartSource::file: return "@";
        case PartSource::file_text: return "<";
        case PartSource::parts: return "(";
    }
    return "?";
}

/// A part in one line: [name]=mark[content] with what else was said of it.
std::string told(const FormPart& part) {
    std::string out = part.name ? "[" + *part.name + "]=" : "=";
    out += source_text(part.source);
    if (part.source != PartSource::parts) out += "[" + part.content + "]";
    for (const FormPart& inner : part.parts) out += " " + told(inner);
    if (part.source == PartSource::parts) out += " )";
    if (!part.type.empty()) out += " type[" + part.type + "]";
    if (part.filename) out += " file[" + *part.filename + "]";
    for (const std::string& line : part.headers) out += " head[" + line + "]";
    if (!part.header_file.empty()) out += " heads@[" + part.header_file + "]";
    return out;
}

std::string told_form(const std::vector<std::string>& texts) {
    FormBuilder form;
    for (const std::string& text : texts) {
        const Result<void> added = form.add(text);
        if (!added) return std::to_string(exit_code_of(added.error().code));
    }
    std::string out;
    for (const FormPart& part : form.take()) out += (out.empty() ? "" : "\n") + told(part);
    return out;
}

}  // namespace

TEST_CASE("form: one option is one part", "[cli][form]") {
    struct Row {
        std::string text;
        std::string part;
    };
    const std::vector<Row> rows{
        {"a=1", "[a]=[1]"},
        {"a=", "[a]=[]"},
        {"=x", "=[x]"},
        {"=", "=[]"},
        {"a=b=c", "[a]=[b=c]"},
        {"a= x y ", "[a]=[x y]"},
        {"a=\" x y \" ", "[a]=[ x y ]"},
        {"a=\"x;y,z\"", "[a]=[x;y,z]"},
        {R"(a="q\"w\\e\r")", R"([a]=[q"w\e\r])"},
        {"a=\"no end", "[a]=[\"no end]"},
        {"a=\"no end;type=text/x", "[a]=[\"no end] type[text/x]"},
        {"a=x,y", "[a]=[x,y]"},
        {"a=(x", "[a]=( )"},
        {"a=@f", "[a]=@[f]"},
        {"a=@-", "[a]=@[-]"},
        {"a=<f", "[a]=<[f]"},
        {"a=<f,g", "[a]=<[f,g]"},
        {"a=@ f ", "[a]=@[f]"},
        {"a=@\"f;g\"", "[a]=@[f;g]"},
        {"a=@f;type=image/x", "[a]=@[f] type[image/x]"},
        {"a=@f;TYPE= image/x ; Filename= n ", "[a]=@[f] type[image/x] file[n]"},
        {"a=@f;filename=", "[a]=@[f] file[]"},
        {"a=@f;filename=\"a;b\\\"c\"", "[a]=@[f] file[a;b\"c]"},
        {"a=x;type=text/x; charset=y;foo=\" b;c\";filename=q", "[a]=[x] type[text/x; charset=y;foo=\" b;c\"] file[q]"},
        {"a=x;type=text/x;type=text/y", "[a]=[x] type[text/x;type=text/y]"},
        {"a=x;type=text/x;filename=n;type=text/y", "[a]=[x] type[text/y] file[n]"},
        {"a=x;type=text/x,y", "[a]=[x] type[text/x,y]"},
        {"a=@f;type=text/x,g", "[a]=( =@[f] type[text/x] =@[g] )"},
        {"a=@f,g;type=text/x,\"h,i\"", "[a]=( =@[f] =@[g] type[text/x] =@[h,i] )"},
        {"a=x;headers=X-A: 1;headers=\"X-B: 2;3\"", "[a]=[x] head[X-A: 1] head[X-B: 2;3]"},
        {"a=x;headers=@h;headers=\"X: y\"", "[a]=[x] head[X: y] heads@[h]"},
        {"a=x;unknown;b=c", "[a]=[x]"},
    };
    for (const Row& row : rows) {
        INFO(row.text);
        CHECK(told_form({row.text}) == row.part);
    }
}

TEST_CASE("form: parts within parts", "[cli][form]") {
    CHECK(told_form({"a=1", "=(;type=multipart/alternative", "=p", "x=<f", "=)", "n=(", "q=@g"}) ==
          "[a]=[1]\n=( =[p] [x]=<[f] ) type[multipart/alternative]\n[n]=( [q]=@[g] )");
    std::vector<std::string> deep(17, "a=(");
    CHECK(told_form(deep) == "2");
    deep.pop_back();
    CHECK(told_form(deep) != "2");
}

TEST_CASE("form: what is refused", "[cli][form]") {
    struct Row {
        std::string text;
        std::string code;
    };
    const std::vector<Row> rows{
        {"", "2"},
        {"a", "2"},
        {"=)", "2"},
        {"a=@", "26"},
        {"a=<", "26"},
        {"a=@f,", "26"},
        {"a=@;type=text/x", "26"},
        {"a=x;type=foo", "2"},
        {"a=x;type=", "2"},
        {"a=x;type=/x", "2"},
        {"a=x;type=x/", "2"},
        {"a=x;type=x/;y", "2"},
        {"a=x;encoder=base64", "2"},
        {"a=x;type=text/x\r\nEvil: 1", "2"},
        {"a=x;type=text/x;charset=\n", "[a]=[x] type[text/x;charset=]"},
        {"a=x;headers=\"A: b\r\nEvil: 1\"", "2"},
        {"a=x;headers=no colon", "2"},
        {"a=x;headers=", "2"},
    };
    for (const Row& row : rows) {
        INFO(row.text);
        CHECK(told_form({row.text}) == row.code);
    }
}

TEST_CASE("form: what is passed over is told", "[cli][form]") {
    FormBuilder form;
    REQUIRE(form.add("a=\"x\" y;odd;type=text/x;z"));
    const std::vector<std::string> warnings = form.take_warnings();
    REQUIRE(warnings.size() == 2);
    CHECK(warnings[1].find("'odd'") != std::string::npos);
    CHECK(form.take_warnings().empty());
}

TEST_CASE("form: a string is taken as it is", "[cli][form]") {
    FormBuilder form;
    REQUIRE(form.add_string("a=@f;type=x"));
    REQUIRE(form.add_string("b= (\"x\" "));
    CHECK_FALSE(form.add_string("c"));
    const std::vector<FormPart> parts = form.take();
    REQUIRE(parts.size() == 2);
    CHECK(told(parts[0]) == "[a]=[@f;type=x]");
    CHECK(told(parts[1]) == "[b]=[ (\"x\" ]");
    CHECK(form.empty());
}

TEST_CASE("form: files are looked at before anything is sent", "[cli][form]") {
    FakeEnv fake;
    fake.files["f"] = "content";
    fake.files["h"] = "# none\nX-A: 1\r\n  and more\n\nX-B: 2";
    fake.files["bad"] = "no field";
    CHECK(rtrip::test::refusal({"http://a/", "-F", "a=@f"}, fake) == 0);
    CHECK(rtrip::test::refusal({"http://a/", "-F", "a=@missing"}, fake) == 26);
    CHECK(rtrip::test::refusal({"http://a/", "-F", "a=@f,missing"}, fake) == 26);
    CHECK(rtrip::test::refusal({"http://a/", "-F", "a=x;headers=@missing"}, fake) == 26);
    CHECK(rtrip::test::refusal({"http://a/", "-F", "a=x;headers=@bad"}, fake) == 2);
    CHECK(rtrip::test::refusal({"http://a/", "-F", "a=@-"}, fake) == 0);
    CHECK(rtrip::test::refusal({"http://a/", "-F", "a=@-", "-F", "b=<-"}, fake) == 2);
    CHECK(rtrip::test::refusal({"http://a/", "-0", "-F", "a=@-"}, fake) == 2);
    CHECK(rtrip::test::refusal({"http://a/", "-F", "a=1", "-d", "x"}, fake) == 2);
    CHECK(rtrip::test::refusal({"http://a/", "-F", "a=1", "-T", "f"}, fake) == 2);
    CHECK(rtrip::test::refusal({"http://a/", "-F", "a=1", "-I"}, fake) == 2);
    CHECK(rtrip::test::refusal({"http://a/", "-F", "a=1", "-G"}, fake) == 0);
    CHECK(rtrip::test::refusal({"http://a/", "--spool", "x"}, fake) == 2);

    const Resolved resolved = fake.resolve({"http://a/", "-F", "a=x;headers=@h", "--spool", "2k"});
    REQUIRE(resolved.plan);
    CHECK(told(resolved.plan->groups.at(0).request.form.at(0)) ==
          "[a]=[x] head[X-A: 1 and more] head[X-B: 2] heads@[h]");
    CHECK(resolved.plan->groups.at(0).request.spool == 2048);
}
