// A link server: LLVM's wasm-ld as a process that stays, so that a link does not cost the start of a program. For each
// request it forks, and the child links in the request's folder under the request's limits: whatever a link leaves behind,
// or ends, is the child's. Built by `npm run targets:install` from Debian's liblld-NN-dev and llvm-NN-dev.
//
// A request on standard input: its size (4 bytes, little-endian), then strings, each ended by NUL: the folder, the time
// limit (ms), the limits of memory, of a file and of the text (bytes), then the arguments. An answer on standard output:
// its size, then 'e' and an exit status, 's' and a signal, or 't' (out of time), NUL, and what the linker printed.
#include "lld/Common/Driver.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>
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

namespace {

struct Request {
  std::string folder;
  long timeLimitMs;
  rlim_t memoryLimit, fileLimit;
  size_t textLimit;
  std::vector<std::string> args;
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
             strtoull(words[3].c_str(), nullptr, 10), size_t(atol(words[4].c_str())), {}};
  request.args.assign(words.begin() + 5, words.end());
  return true;
}

void limit(int resource, rlim_t value) {
  rlimit both{value, value};
  setrlimit(resource, &both);
}

[[noreturn]] void linkInChild(const Request &request, int output) {
  setpgid(0, 0);
  int nothing = open("/dev/null", O_RDONLY);
  dup2(nothing, STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  if (chdir(request.folder.c_str()) != 0) _exit(127);
  setenv("TMPDIR", request.folder.c_str(), 1);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_DATA, request.memoryLimit);
  limit(RLIMIT_FSIZE, request.fileLimit);
  std::vector<const char *> args{"wasm-ld", "--threads=1"};
  for (const std::string &arg : request.args) args.push_back(arg.c_str());
  lld::Result result = lld::lldMain(args, llvm::outs(), llvm::errs(), {{lld::Wasm, &lld::wasm::link}});
  llvm::outs().flush();
  _exit(result.retCode);
}

std::string perform(const Request &request) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return std::string("e127\0no pipe", 12);
  pid_t child = fork();
  if (child == 0) linkInChild(request, ends[1]);
  // In the child too: whoever is first.
  if (child > 0) setpgid(child, child);
  close(ends[1]);
  if (child < 0) {
    close(ends[0]);
    return std::string("e127\0no process", 15);
  }
  using Clock = std::chrono::steady_clock;
  auto deadline = Clock::now() + std::chrono::milliseconds(request.timeLimitMs);
  std::string text;
  bool late = false;
  for (;;) {
    auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    pollfd wait{ends[0], POLLIN, 0};
    if (left <= 0 || poll(&wait, 1, int(left)) == 0) {
      late = true;
      break;
    }
    char buffer[1 << 16];
    ssize_t got = read(ends[0], buffer, sizeof buffer);
    if (got <= 0) break;
    if (text.size() < request.textLimit) text.append(buffer, std::min<size_t>(got, request.textLimit - text.size()));
  }
  if (late) kill(-child, SIGKILL);
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  std::string answer = late                  ? "t"
                       : WIFSIGNALED(status) ? "s" + std::to_string(WTERMSIG(status))
                                             : "e" + std::to_string(WEXITSTATUS(status));
  return answer + '\0' + text;
}

bool writeAnswer(const std::string &answer) {
  uint32_t size = answer.size();
  std::string bytes{char(size), char(size >> 8), char(size >> 16), char(size >> 24)};
  bytes += answer;
  for (size_t at = 0; at < bytes.size();) {
    ssize_t put = write(STDOUT_FILENO, bytes.data() + at, bytes.size() - at);
    if (put <= 0) return false;
    at += put;
  }
  return true;
}

} // namespace

int main() {
  Request request;
  while (readRequest(request))
    if (!writeAnswer(perform(request))) return 1;
  return 0;
}
