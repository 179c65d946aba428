using ContainerState.Definitions;
using ContainerState.Errors;

namespace ContainerState.Core.Tests.Definitions;

public sealed class StateFileTests
{
    private const int Usual = 493;

    // 01777
    private const int Sticky = 1023;

    internal const string Good = """
        # state.yaml
        name: web
        init: [/usr/sbin/nginx, -g, "daemon off;"]
        writable: [/run, /tmp, /var/log/nginx]     # tmpfs; everything else is read-only
        ports: [8080]
        checks:
          - http: {port: 8080, path: /, status: 200}
        limits: {memory: 256MiB, cpus: 1, processes: 200}
        """;

    internal const string Full = """
        name: web-1
        init:
          - /sbin/init
          - ""
          - two words
        environment:
          B: "2"
          A: one two
        writable:
          - {path: /var/lib/app, size: 1GiB, mode: "0700"}
          - /tmp
        ports: [443, 80]
        checks:
          - http: {port: 80, path: /health?a=b, status: 204, contains: ok, attempts: 3, intervalSeconds: 0.5, timeoutSeconds: 1.5}
          - tcp: {port: 443}
          - exec: {command: [/bin/test, -e, /run/up], exitCode: 1, contains: "yes"}
        limits:
          memory: 1048576
          cpus: 0.5
          processes: 7
        """;

    [Fact]
    public void The_example_of_the_design_is_read()
    {
        var server = StateFile.Parse(Good);
        Assert.Equal("web", server.Name);
        Assert.Equal(["/usr/sbin/nginx", "-g", "daemon off;"], server.Init);
        Assert.Equal([("/run", Usual), ("/tmp", Sticky), ("/var/log/nginx", Usual)], server.Writable.Select(path => (path.Path, path.Bits)));
        Assert.All(server.Writable, path => Assert.Equal(64 << 20, path.SizeBytes));
        Assert.Equal([8080], server.Ports);
        Assert.Equal(new ServerCheck { Kind = "http", Port = 8080, Path = "/", Status = 200 }, Assert.Single(server.Checks));
        Assert.Equal(new ServerLimits(256 << 20, 1, 200), server.Limits);
    }

    [Theory]
    [InlineData("/run", Usual)]
    [InlineData("/tmp", Sticky)]
    [InlineData("/var/tmp", Sticky)]
    [InlineData("/dev/shm", Sticky)]
    public void A_tmpfs_has_the_mode_that_programs_expect_there(string path, int mode) =>
        Assert.Equal(mode, Assert.Single(StateFile.Parse($"name: a\ninit: [/i]\nwritable: [{path}]").Writable).Bits);

    [Fact]
    public void What_is_left_out_has_a_default()
    {
        var server = StateFile.Parse("name: a\ninit: [/init]");
        Assert.Empty(server.Environment);
        Assert.Empty(server.Writable);
        Assert.Empty(server.Ports);
        Assert.Empty(server.Checks);
        Assert.Equal(new ServerLimits(512L << 20, 0, 512), server.Limits);
    }

    [Fact]
    public void Every_key_is_read_and_lists_are_put_in_order()
    {
        var server = StateFile.Parse(Full);
        Assert.Equal(["/sbin/init", "", "two words"], server.Init);
        Assert.Equal([("A", "one two"), ("B", "2")], server.Environment.Select(pair => (pair.Key, pair.Value)));
        Assert.Equal([new("/tmp", 64 << 20, Sticky), new WritablePath("/var/lib/app", 1 << 30, 448) { ModeIsGiven = true }], server.Writable);
        Assert.Equal([80, 443], server.Ports);
        var http = server.Checks[0];
        Assert.Equal(("http", 80, "/health?a=b", 204, "ok", 3, 0.5, 1.5), (http.Kind, http.Port, http.Path, http.Status, http.Contains, http.Attempts, http.IntervalSeconds, http.TimeoutSeconds));
        Assert.Equal(("tcp", 443), (server.Checks[1].Kind, server.Checks[1].Port));
        Assert.Equal(["/bin/test", "-e", "/run/up"], server.Checks[2].Command);
        Assert.Equal(("exec", 1, "yes"), (server.Checks[2].Kind, server.Checks[2].ExitCode, server.Checks[2].Contains));
        Assert.Equal(new ServerLimits(1 << 20, 0.5, 7), server.Limits);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("seccomp: {}", null)]
    [InlineData("seccomp: {architectures: native}", null)]
    [InlineData("seccomp: {architectures: all}", "all")]
    [InlineData("seccomp: {allow: [keyctl, bpf, keyctl]}", "bpf keyctl")]
    [InlineData("seccomp: {allow: [bpf], architectures: all}", "bpf all")]
    [InlineData("seccomp: {netlink: route}", null)]
    [InlineData("seccomp: {netlink: none}", "no netlink")]
    public void System_calls_are_added(string line, string? expected)
    {
        var seccomp = DefinitionJson.Read(DefinitionJson.Write(StateFile.Parse($"name: a\ninit: [/init]\n{line}"))).Seccomp;
        Assert.Equal(expected, seccomp is null ? null : string.Join(' ', [.. seccomp.Allow, .. seccomp.AllArchitectures ? ["all"] : Array.Empty<string>(), .. seccomp.NoNetlink ? ["no netlink"] : Array.Empty<string>()]));
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    public void Line_ends_and_a_byte_order_mark_do_not_matter(string lineEnd)
    {
        var text = "\uFEFF" + Full.Replace("\n", lineEnd, StringComparison.Ordinal);
        Assert.Equal(DefinitionJson.Write(StateFile.Parse(Full)), DefinitionJson.Write(StateFile.Parse(text)));
    }

    [Theory]
    [InlineData(Good)]
    [InlineData(Full)]
    public void A_definition_comes_back_from_its_json(string text)
    {
        var json = DefinitionJson.Write(StateFile.Parse(text));
        Assert.Equal(json, DefinitionJson.Write(DefinitionJson.Read(json)));
        Assert.EndsWith("}\n", json, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_key_names_its_line_and_the_nearest_key()
    {
        var error = Refused("name: web\ninit: [/init]\nport: [8080]\n");
        Assert.Equal(("state.yaml", 3, "port"), (error.File, error.Line, error.Key));
        Assert.Equal("Did you mean ports?", error.Remedy);
        Assert.Equal("state.yaml, line 3, port: the key is not known. Did you mean ports?", error.Message);
    }

    [Fact]
    public void An_unknown_key_that_is_like_no_other_lists_what_is_known() =>
        Assert.Equal("Known here: capabilities, checks, environment, init, limits, log, name, ports, reaper, seccomp, user, writable.", Refused("name: web\ninit: [/init]\nzzzzzzzz: 1\n").Remedy);

    // Each begins with the two keys that must be there, on lines 1 and 2, unless it is about these.
    [Theory]
    [InlineData("checkz: []", 3, "checkz")]
    [InlineData("Name: x", 3, "Name")]
    [InlineData("'a\\nb': 1", 3, "a\\nb")]
    [InlineData("\"a\\nb\": 1", 3, "a\\u000ab")]
    [InlineData("limits: {memmory: 1}", 3, "limits.memmory")]
    [InlineData("seccomp: {architectures: x86}", 3, "seccomp.architectures")]
    [InlineData("seccomp: {netlink: audit}", 3, "seccomp.netlink")]
    [InlineData("seccomp: {allow: [mount]}", 3, "seccomp.allow[0]")]
    [InlineData("seccomp: {allow: [no_such_call]}", 3, "seccomp.allow[0]")]
    [InlineData("limits: 5", 3, "limits")]
    [InlineData("limits: [1]", 3, "limits")]
    [InlineData("limits: {memory: 0}", 3, "limits.memory")]
    [InlineData("limits: {memory: -1}", 3, "limits.memory")]
    [InlineData("limits: {memory: 1.5GiB}", 3, "limits.memory")]
    [InlineData("limits: {memory: 5MB}", 3, "limits.memory")]
    [InlineData("limits: {memory: 99999999GiB}", 3, "limits.memory")]
    [InlineData("limits: {memory: 9223372036854775807}", 3, "limits.memory")]
    [InlineData("limits: {memory: [1]}", 3, "limits.memory")]
    [InlineData("limits: {memory: \"1MiB\\nlxc.x = 1\"}", 3, "limits.memory")]
    [InlineData("limits: {cpus: 0}", 3, "limits.cpus")]
    [InlineData("limits: {cpus: NaN}", 3, "limits.cpus")]
    [InlineData("limits: {cpus: Infinity}", 3, "limits.cpus")]
    [InlineData("limits: {cpus: -1}", 3, "limits.cpus")]
    [InlineData("limits: {cpus: 1025}", 3, "limits.cpus")]
    [InlineData("limits: {cpus: {}}", 3, "limits.cpus")]
    [InlineData("limits: {processes: 0}", 3, "limits.processes")]
    [InlineData("limits: {processes: 1.5}", 3, "limits.processes")]
    [InlineData("limits: {processes: 1000001}", 3, "limits.processes")]
    [InlineData("limits:\n  cpus: 1\n  processes: many", 5, "limits.processes")]
    [InlineData("ports: 8080", 3, "ports")]
    [InlineData("ports: {a: 1}", 3, "ports")]
    [InlineData("ports: [0]", 3, "ports[0]")]
    [InlineData("ports: [65536]", 3, "ports[0]")]
    [InlineData("ports: [80, http]", 3, "ports[1]")]
    [InlineData("ports: [\" 80\"]", 3, "ports[0]")]
    [InlineData("ports: [+80]", 3, "ports[0]")]
    [InlineData("ports: [[80]]", 3, "ports[0]")]
    [InlineData("ports: [~]", 3, "ports[0]")]
    [InlineData("ports:\n  - 80\n  - 80", 5, "ports[1]")]
    [InlineData("environment: [A]", 3, "environment")]
    [InlineData("environment: A", 3, "environment")]
    [InlineData("environment:\n  A B: 1", 4, "environment.A B")]
    [InlineData("environment: {1A: x}", 3, "environment.1A")]
    [InlineData("environment: {A=B: x}", 3, "environment.A=B")]
    [InlineData("environment: {'': x}", 3, "environment")]
    [InlineData("environment: {Ä: x}", 3, "environment.Ä")]
    [InlineData("environment: {A: [x]}", 3, "environment.A")]
    [InlineData("environment: {A: }", 3, "environment.A")]
    [InlineData("environment: {A: \"x\\nlxc.hook.start = /bin/sh\"}", 3, "environment.A")]
    [InlineData("environment: {A: \"x\\0y\"}", 3, "environment.A")]
    [InlineData("environment: {A: \"x\\x85y\"}", 3, "environment.A")]
    [InlineData("writable: /run", 3, "writable")]
    [InlineData("writable: [/]", 3, "writable[0]")]
    [InlineData("writable: [run]", 3, "writable[0]")]
    [InlineData("writable: [-o/run]", 3, "writable[0]")]
    [InlineData("writable: [~]", 3, "writable[0]")]
    [InlineData("writable: ['']", 3, "writable[0]")]
    [InlineData("writable: [/run/]", 3, "writable[0]")]
    [InlineData("writable: [//run]", 3, "writable[0]")]
    [InlineData("writable: [/a/../b]", 3, "writable[0]")]
    [InlineData("writable: [/a/./b]", 3, "writable[0]")]
    [InlineData("writable: [\"/a b\"]", 3, "writable[0]")]
    [InlineData("writable: [\"/a\\nb\"]", 3, "writable[0]")]
    [InlineData("writable: [\"/a\\tb\"]", 3, "writable[0]")]
    [InlineData("writable: [/proc]", 3, "writable[0]")]
    [InlineData("writable: [/proc/sys]", 3, "writable[0]")]
    [InlineData("writable: [/sys/fs/cgroup]", 3, "writable[0]")]
    [InlineData("writable: [/dev]", 3, "writable[0]")]
    [InlineData("writable: [/run, /tmp, /run]", 3, "writable[2]")]
    [InlineData("writable: [[/run]]", 3, "writable[0]")]
    [InlineData("writable: [{size: 1MiB}]", 3, "writable[0].path")]
    [InlineData("writable: [{path: /run, size: big}]", 3, "writable[0].size")]
    [InlineData("writable: [{path: /run, mode: '0999'}]", 3, "writable[0].mode")]
    [InlineData("writable: [{path: /run, mode: 12345}]", 3, "writable[0].mode")]
    [InlineData("writable: [{path: /run, mode: u+s}]", 3, "writable[0].mode")]
    [InlineData("writable: [{path: /run, sise: 1MiB}]", 3, "writable[0].sise")]
    [InlineData("checks: {}", 3, "checks")]
    [InlineData("checks: [http]", 3, "checks[0]")]
    [InlineData("checks: [{}]", 3, "checks[0]")]
    [InlineData("checks: [{htp: {port: 80}}]", 3, "checks[0].htp")]
    [InlineData("checks: [{http: {port: 80}, tcp: {port: 80}}]", 3, "checks[0]")]
    [InlineData("checks: [{http: 80}]", 3, "checks[0].http")]
    [InlineData("checks: [{http: {}}]", 3, "checks[0].http.port")]
    [InlineData("checks: [{http: {port: 0}}]", 3, "checks[0].http.port")]
    [InlineData("checks: [{tcp: {port: 70000}}]", 3, "checks[0].tcp.port")]
    [InlineData("checks: [{tcp: {port: 80, path: /}}]", 3, "checks[0].tcp.path")]
    [InlineData("checks: [{http: {port: 80, path: x}}]", 3, "checks[0].http.path")]
    [InlineData("checks: [{http: {port: 80, path: \"/ HTTP/1.1\"}}]", 3, "checks[0].http.path")]
    [InlineData("checks: [{http: {port: 80, path: \"/\\r\\nHost: x\"}}]", 3, "checks[0].http.path")]
    [InlineData("checks: [{http: {port: 80, status: 99}}]", 3, "checks[0].http.status")]
    [InlineData("checks: [{http: {port: 80, status: 600}}]", 3, "checks[0].http.status")]
    [InlineData("checks: [{http: {port: 80, contains: [a]}}]", 3, "checks[0].http.contains")]
    [InlineData("checks: [{http: {port: 80, attempts: 0}}]", 3, "checks[0].http.attempts")]
    [InlineData("checks: [{http: {port: 80, intervalSeconds: 61}}]", 3, "checks[0].http.intervalSeconds")]
    [InlineData("checks: [{http: {port: 80, timeoutSeconds: 0}}]", 3, "checks[0].http.timeoutSeconds")]
    [InlineData("checks: [{exec: {}}]", 3, "checks[0].exec.command")]
    [InlineData("checks: [{exec: {command: /bin/true}}]", 3, "checks[0].exec.command")]
    [InlineData("checks: [{exec: {command: []}}]", 3, "checks[0].exec.command")]
    [InlineData("checks: [{exec: {command: [true]}}]", 3, "checks[0].exec.command")]
    [InlineData("checks: [{exec: {command: [--x]}}]", 3, "checks[0].exec.command")]
    [InlineData("checks: [{exec: {command: [/bin/true, [x]]}}]", 3, "checks[0].exec.command[1]")]
    [InlineData("checks: [{exec: {command: [/bin/true, \"a\\0b\"]}}]", 3, "checks[0].exec.command")]
    [InlineData("checks: [{exec: {command: [/bin/true], exitCode: 256}}]", 3, "checks[0].exec.exitCode")]
    [InlineData("checks:\n  - tcp: {port: 1}\n  - http:\n      port: 80\n      stat: 200", 7, "checks[1].http.stat")]
    public void A_mistake_names_line_and_key(string text, int line, string key) =>
        AssertFault(Refused("name: web\ninit: [/init]\n" + text + "\n"), line, key);

    [Theory]
    [InlineData("init: [/init]", 1, "name")]
    [InlineData("name:\ninit: [/init]", 1, "name")]
    [InlineData("name: ~\ninit: [/init]", 1, "name")]
    [InlineData("name: [web]\ninit: [/init]", 1, "name")]
    [InlineData("name: Web\ninit: [/init]", 1, "name")]
    [InlineData("name: -web\ninit: [/init]", 1, "name")]
    [InlineData("name: web-\ninit: [/init]", 1, "name")]
    [InlineData("name: 1web\ninit: [/init]", 1, "name")]
    [InlineData("name: a/b\ninit: [/init]", 1, "name")]
    [InlineData("name: ..\ninit: [/init]", 1, "name")]
    [InlineData("name: a b\ninit: [/init]", 1, "name")]
    [InlineData("name: \"a\\nb\"\ninit: [/init]", 1, "name")]
    [InlineData("name: wéb\ninit: [/init]", 1, "name")]
    [InlineData("name: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\ninit: [/init]", 1, "name")]
    [InlineData("name: web", 1, "init")]
    [InlineData("name: web\ninit: /init", 2, "init")]
    [InlineData("name: web\ninit: {a: b}", 2, "init")]
    [InlineData("name: web\ninit: []", 2, "init")]
    [InlineData("name: web\ninit: [init]", 2, "init")]
    [InlineData("name: web\ninit: [/a/../init]", 2, "init")]
    [InlineData("name: web\ninit: [\"/init\\n\"]", 2, "init")]
    [InlineData("name: web\ninit: [/init, \"a\\0b\"]", 2, "init")]
    [InlineData("name: web\ninit: [/init, ~]", 2, "init[1]")]
    [InlineData("name: web\ninit: [/init, {a: b}]", 2, "init[1]")]
    public void A_server_needs_a_name_and_an_init(string text, int line, string key) => AssertFault(Refused(text), line, key);

    private static StateFileException Refused(string text) => Assert.Throws<StateFileException>(() => StateFile.Parse(text));

    private static void AssertFault(StateFileException error, int line, string key)
    {
        Assert.Equal(("state.yaml", line, key), (error.File, error.Line, error.Key));
        Assert.EndsWith(".", error.Problem, StringComparison.Ordinal);
        Assert.Matches(@"\w.*[.?]\z", error.Remedy);
        Assert.DoesNotContain(error.Message, char.IsControl);
    }
}
