using System.Reflection;
using System.Runtime.CompilerServices;
using ContainerState.Errors;

namespace ContainerState.Core.Tests.Errors;

public sealed class ErrorTableTests
{
    // The names of System.Management.Automation.ErrorCategory.
    private static readonly string[] Categories =
    [
        "NotSpecified", "OpenError", "CloseError", "DeviceError", "DeadlockDetected", "InvalidArgument", "InvalidData", "InvalidOperation",
        "InvalidResult", "InvalidType", "MetadataError", "NotImplemented", "NotInstalled", "ObjectNotFound", "OperationStopped",
        "OperationTimeout", "SyntaxError", "ParserError", "PermissionDenied", "ResourceBusy", "ResourceExists", "ResourceUnavailable",
        "ReadError", "WriteError", "FromStdErr", "SecurityError", "ProtocolError", "ConnectionError", "AuthenticationError",
        "LimitsExceeded", "QuotaExceeded", "NotEnabled",
    ];

    // The classes of errors, and the functions beside their subjects that make one: what each makes, by its name.
    private static readonly Dictionary<string, Func<ContainerStateException>> Makers = typeof(ContainerStateException).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(ContainerStateException)))
        .Select(type => (type.Name, new Func<ContainerStateException>(() => Make(type))))
        .Concat(typeof(ContainerStateException).Assembly.GetTypes()
            .Where(type => type.IsAbstract && type.IsSealed)
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static).Where(method => method.ReturnType == typeof(ContainerStateException) && method.Name != nameof(FileFaults.Explain)))
            .Select(method => ($"{method.DeclaringType!.Name}.{method.Name}", new Func<ContainerStateException>(() => Make(method)))))
        .ToDictionary(maker => maker.Item1, maker => maker.Item2, StringComparer.Ordinal);

    public static TheoryData<string> Names => [.. Makers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_error_has_an_id_a_category_and_an_exit_code(string name)
    {
        var description = ErrorTable.Describe(Makers[name]());
        if (name.EndsWith("Exception", StringComparison.Ordinal))
        {
            Assert.Equal(name[..^"Exception".Length], description.ErrorId);
        }
        Assert.Contains(description.Category, Categories);
        Assert.InRange(description.ExitCode, 1, 8);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_message_says_what_happened_and_then_what_to_do(string name)
    {
        var error = Makers[name]();
        Assert.EndsWith(".", error.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("..", error.Problem, StringComparison.Ordinal);
        Assert.StartsWith(error.Problem, error.Message, StringComparison.Ordinal);
        Assert.EndsWith(error.Remedy, error.Message, StringComparison.Ordinal);
        // A program's own words are all that is known of why it failed.
        Assert.Equal(name != nameof(ProgramFailedException), error.Remedy.EndsWith('.'));
    }

    [Fact]
    public void Every_id_is_made_somewhere() =>
        Assert.Equal(Enum.GetValues<ErrorId>().Order(), Makers.Values.Select(make => make().ErrorId).Distinct().Order());

    [Fact]
    public void Errors_of_others_are_described_too()
    {
        Assert.Equal(new ErrorDescription("Cancelled", "OperationStopped", 130), ErrorTable.Describe(new TaskCanceledException()));
        Assert.Equal(new ErrorDescription("PermissionDenied", "PermissionDenied", 5), ErrorTable.Describe(new UnauthorizedAccessException()));
        Assert.Equal(new ErrorDescription("InputOutput", "ReadError", 7), ErrorTable.Describe(new FileNotFoundException()));
        Assert.Equal(new ErrorDescription("Unexpected", "NotSpecified", 70), ErrorTable.Describe(new InvalidOperationException()));
    }

    [Fact]
    public void Text_in_a_message_cannot_forge_a_line()
    {
        var error = new InvalidNameException("server name", "a\nb\u001b[31m\0", "letters");
        Assert.DoesNotContain(error.Message, char.IsControl);
        Assert.Contains(@"'a\u000ab\u001b[31m\u0000'", error.Message, StringComparison.Ordinal);
        Assert.True(new InvalidNameException("server name", new string('x', 100_000), "letters").Message.Length < 400);
    }

    private static ContainerStateException Make(Type type)
    {
        var constructor = type.GetConstructors(BindingFlags.Public | BindingFlags.Instance).OrderByDescending(made => made.GetParameters().Length).FirstOrDefault();
        return constructor is null
            ? (ContainerStateException)RuntimeHelpers.GetUninitializedObject(type)
            : (ContainerStateException)constructor.Invoke([.. constructor.GetParameters().Select(ValueOf)]);
    }

    private static ContainerStateException Make(MethodInfo method) => (ContainerStateException)method.Invoke(null, [.. method.GetParameters().Select(ValueOf)])!;

    private static object? ValueOf(ParameterInfo parameter) => parameter switch
    {
        { Name: "whatToDo" } => "Do this.",
        // What a console last said ends as it likes.
        { Name: "log" } => "",
        { ParameterType: var type } when type == typeof(string) => "sample",
        { ParameterType: var type } when type == typeof(int) => 3,
        { ParameterType: var type } when type.IsAssignableFrom(typeof(string[])) => (string[])["one", "two"],
        _ => null,
    };
}
