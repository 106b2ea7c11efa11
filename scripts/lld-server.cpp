// A link server: LLVM's wasm-ld as a process that stays, so that a link does not cost the start of a program. It supervises
// a child, which links in each request's folder under its limits, one request after the other. A fatal error, a crash or a
// link that takes too long ends the child; the next request gets another. Built by `npm run targets:install` from Debian's
// liblld-NN-dev and llvm-NN-dev.
//
// A request on standard input: its size (4 bytes, little-endian), then strings, each ended by NUL: the folder, the time
// limit (ms), the limits of memory, of a file and of the text (bytes), then the arguments. An answer on standard output:
// its size, then 'e' and an exit status, 's' and a signal, or 't' (out of time), NUL, and what the linker printed.
#include "lld/Common/Driver.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

LLD_HAS_DRIVER(wasm)

#if LLVM_VERSION_MAJOR < 22
#define OWN_SYMBOLS(DO)                                                                                                 \
  DO(callCtors) DO(callDtors) DO(initMemory) DO(applyDataRelocs) DO(applyGlobalRelocs) DO(applyTLSRelocs)              \
  DO(applyGlobalTLSRelocs) DO(initTLS) DO(startFunction) DO(dsoHandle) DO(dataEnd) DO(globalBase) DO(heapBase)         \
  DO(heapEnd) DO(initMemoryFlag) DO(stackPointer) DO(stackLow) DO(stackHigh) DO(tlsBase) DO(tlsSize) DO(tlsAlign)      \
  DO(tableBase) DO(definedTableBase) DO(memoryBase) DO(definedMemoryBase) DO(indirectFunctionTable)
#else
#define OWN_SYMBOLS(DO)
#endif

namespace lld::wasm {

/** Where LLD 19 keeps the symbols that it makes itself; its headers are not installed. */
struct WasmSym {
#define DECLARE(name) static void *name;
  OWN_SYMBOLS(DECLARE)
};

} // namespace lld::wasm

namespace {

/** LLD 19 clears none of them after a link: the next one would find symbols that are gone, as a start function. */
void forgetSymbols() {
#define FORGET(name) lld::wasm::WasmSym::name = nullptr;
  OWN_SYMBOLS(FORGET)
}

struct Request {
  std::string folder;
  long timeLimitMs;
  rlim_t memoryLimit, fileLimit;
  size_t textLimit;
  std::vector<std::string> args;
  /** As it came. */
  std::string raw;
};

bool readAll(char *to, size_t size) {
  while (size > 0) {
    ssize_t got = read(STDIN_FILENO, to, size);
    if (got <= 0) return false;
    to += got;
    size -= got;
  }
  return true;
}

bool readRequest(Request &request) {
  unsigned char head[4];
  if (!readAll(reinterpret_cast<char *>(head), 4)) return false;
  std::string text(head[0] | head[1] << 8 | head[2] << 16 | uint32_t(head[3]) << 24, '\0');
  if (!readAll(text.data(), text.size())) return false;
  std::vector<std::string> words;
  for (size_t at = 0; at < text.size();) {
    size_t end = text.find('\0', at);
    words.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  if (words.size() < 5) return false;
  request = {words[0], atol(words[1].c_str()), strtoull(words[2].c_str(), nullptr, 10),
             strtoull(words[3].c_str(), nullptr, 10), size_t(atol(words[4].c_str())), {}, text};
  request.args.assign(words.begin() + 5, words.end());
  return true;
}

std::string framed(const std::string &text) {
  uint32_t size = text.size();
  return std::string{char(size), char(size >> 8), char(size >> 16), char(size >> 24)} + text;
}

void limit(int resource, rlim_t value) {
  rlimit both{value, value};
  setrlimit(resource, &both);
}

/** The process that links, one request after the other, until it dies or is not fit to go on. */
struct Linker {
  pid_t pid = -1;
  int requests = -1, text = -1, ends = -1;
  int links = 0;
};

/** Links in one process, after which another one takes its place. */
constexpr int linksOfProcess = 256;

[[noreturn]] void linkForEver(int requests, int text, int ends) {
  setpgid(0, 0);
  dup2(requests, STDIN_FILENO);
  dup2(text, STDOUT_FILENO);
  dup2(text, STDERR_FILENO);
  Request request;
  while (readRequest(request)) {
    if (chdir(request.folder.c_str()) != 0) _exit(127);
    setenv("TMPDIR", request.folder.c_str(), 1);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_DATA, request.memoryLimit);
    limit(RLIMIT_FSIZE, request.fileLimit);
    std::vector<const char *> args{"wasm-ld", "--threads=1"};
    for (const std::string &arg : request.args) args.push_back(arg.c_str());
    forgetSymbols();
    lld::Result result = lld::lldMain(args, llvm::outs(), llvm::errs(), {{lld::Wasm, &lld::wasm::link}});
    llvm::outs().flush();
    unsigned char code = result.retCode;
    if (write(ends, &code, 1) != 1 || !result.canRunAgain) _exit(code);
  }
  _exit(0);
}

void endLinker(Linker &linker) {
  if (linker.pid < 0) return;
  kill(-linker.pid, SIGKILL);
  kill(linker.pid, SIGKILL);
  waitpid(linker.pid, nullptr, 0);
  for (int end : {linker.requests, linker.text, linker.ends}) close(end);
  linker = {};
}

bool beginLinker(Linker &linker) {
  int requests[2], text[2], ends[2];
  if (pipe2(requests, O_CLOEXEC) != 0 || pipe2(text, O_CLOEXEC) != 0 || pipe2(ends, O_CLOEXEC) != 0) return false;
  pid_t pid = fork();
  if (pid == 0) {
    for (int other : {requests[1], text[0], ends[0]}) close(other);
    linkForEver(requests[0], text[1], ends[1]);
  }
  for (int other : {requests[0], text[1], ends[1]}) close(other);
  linker = {pid, requests[1], text[0], ends[0], 0};
  fcntl(linker.text, F_SETFL, O_NONBLOCK);
  return pid > 0;
}

/** What has been printed, up to a limit; the rest is read and dropped. */
void takeText(const Linker &linker, std::string &text, size_t most) {
  char buffer[1 << 16];
  for (ssize_t got; (got = read(linker.text, buffer, sizeof buffer)) > 0;)
    if (text.size() < most) text.append(buffer, std::min<size_t>(got, most - text.size()));
}

std::string answerOf(const std::string &end, const std::string &text) { return end + '\0' + text; }

std::string perform(Linker &linker, const Request &request) {
  if (linker.links >= linksOfProcess) endLinker(linker);
  if (linker.pid < 0 && !beginLinker(linker)) return answerOf("e127", "no process");
  linker.links++;
  std::string bytes = framed(request.raw);
  if (write(linker.requests, bytes.data(), bytes.size()) != ssize_t(bytes.size())) {
    endLinker(linker);
    return answerOf("e127", "the linker takes no request");
  }
  using Clock = std::chrono::steady_clock;
  auto deadline = Clock::now() + std::chrono::milliseconds(request.timeLimitMs);
  std::string text;
  for (;;) {
    auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    pollfd both[] = {{linker.text, POLLIN, 0}, {linker.ends, POLLIN, 0}};
    if (left <= 0 || poll(both, 2, int(left)) == 0) {
      takeText(linker, text, request.textLimit);
      endLinker(linker);
      return answerOf("t", text);
    }
    takeText(linker, text, request.textLimit);
    if (both[1].revents == 0) continue;
    unsigned char code;
    if (read(linker.ends, &code, 1) == 1) {
      takeText(linker, text, request.textLimit);
      return answerOf("e" + std::to_string(code), text);
    }
    // It is gone, in the middle of this link or because it said so.
    int status = 0;
    waitpid(linker.pid, &status, 0);
    takeText(linker, text, request.textLimit);
    linker.pid = -1;
    for (int end : {linker.requests, linker.text, linker.ends}) close(end);
    linker = {};
    return answerOf(WIFSIGNALED(status) ? "s" + std::to_string(WTERMSIG(status)) : "e" + std::to_string(WEXITSTATUS(status)), text);
  }
}

bool writeAnswer(const std::string &answer) {
  std::string bytes = framed(answer);
  for (size_t at = 0; at < bytes.size();) {
    ssize_t put = write(STDOUT_FILENO, bytes.data() + at, bytes.size() - at);
    if (put <= 0) return false;
    at += put;
  }
  return true;
}

} // namespace

int main() {
  signal(SIGPIPE, SIG_IGN);
  Request request;
  Linker linker;
  while (readRequest(request))
    if (!writeAnswer(perform(linker, request))) break;
  endLinker(linker);
  return 0;
}
