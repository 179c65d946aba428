using ContainerState.Builds;
using ContainerState.Core.Tests.Support;

namespace ContainerState.Core.Tests.Builds;

public sealed class ElfFileTests
{
    private const string Loader = "/lib64/ld-linux-x86-64.so.2";

    [Fact]
    public void A_program_says_who_loads_it_and_what_it_needs()
    {
        var elf = ElfFile.Read(MadeElf.Make(Loader, ["libc.so.6", "libm.so.6"]))!;
        Assert.Equal(("62/64", Loader), (elf.Machine, elf.Interpreter));
        Assert.Equal(["libc.so.6", "libm.so.6"], elf.Needed);
    }

    [Fact]
    public void The_program_that_runs_this_test_is_read_as_it_is()
    {
        var elf = ElfFile.Read(File.ReadAllBytes(Environment.ProcessPath!))!;
        Assert.StartsWith("/lib", elf.Interpreter, StringComparison.Ordinal);
        Assert.Contains("libc.so.6", elf.Needed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("#!/bin/sh\n")]
    [InlineData("\u007fELF")]
    public void What_is_no_program_is_none(string text) => Assert.Null(ElfFile.Read(System.Text.Encoding.Latin1.GetBytes(text.PadRight(text.Length > 0 ? 100 : 0))));

    [Theory]
    [InlineData("a\nb")]
    [InlineData("\u001b[31m")]
    public void A_name_that_could_forge_a_line_is_left_out(string name)
    {
        var elf = ElfFile.Read(MadeElf.Make(name, [name, "libc.so.6"]))!;
        Assert.Equal("", elf.Interpreter);
        Assert.Equal(["libc.so.6"], elf.Needed);
    }

    [Fact]
    public void No_damage_to_a_program_gets_past_its_end()
    {
        var whole = MadeElf.Make(Loader, ["libc.so.6", "libm.so.6"]);
        for (var length = 0; length < whole.Length; length++)
        {
            ElfFile.Read(whole.AsSpan(0, length));
        }
        var random = new Random(1);
        var read = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var damaged = (byte[])whole.Clone();
            for (var i = random.Next(1, 9); i > 0; i--)
            {
                damaged[random.Next(damaged.Length)] = (byte)(random.Next(3) == 0 ? 0xff : random.Next(256));
            }
            if (ElfFile.Read(damaged) is { } elf)
            {
                read++;
                Assert.All(elf.Needed, name => Assert.InRange(name.Length, 1, 255));
            }
        }
        Assert.InRange(read, 1, 20_000);
    }
}
