using ContainerState.Builds;
using ContainerState.Definitions;
using ContainerState.Errors;

namespace ContainerState.Core.Tests.Builds;

public sealed class ImageUsersTests
{
    private const string Passwd = "root:x:0:0:root:/root:/bin/sh\nwww-data:x:33:33::/var/www:/usr/sbin/nologin\npostgres:x:104:109:,,,:/var/lib/postgresql:/bin/bash\nbroken:x:1\nodd:x:70000:5::/:/\nlost:x:7:7::../up:/\n";
    private const string Group = "root:x:0:\nwww-data:x:33:\nssl-cert:x:108:postgres,www-data\nadm:x:4:postgres\npostgres:x:109:postgres\n";

    [Theory]
    [InlineData("postgres", 104, 109, "4 108", "/var/lib/postgresql")]
    [InlineData("104", 104, 109, "4 108", "/var/lib/postgresql")]
    [InlineData("www-data", 33, 33, "108", "/var/www")]
    [InlineData("1234", 1234, 1234, "", null)]
    [InlineData("lost", 7, 7, "", null)]
    public void A_user_is_looked_up_in_the_images_own_files(string name, int id, int group, string groups, string? home)
    {
        var user = Resolve(new() { Name = "web", Init = ["/init"], User = new(name) }).User!;

        Assert.Equal((name, id, group, groups, home), (user.Name, user.Id, user.GroupId, string.Join(' ', user.Groups), user.Home));
    }

    [Theory]
    [InlineData("nobody", Passwd)]
    [InlineData("broken", Passwd)]
    [InlineData("odd", Passwd)]
    [InlineData("www-data", null)]
    [InlineData("www-data", "")]
    [InlineData("www-data", "\0\0\n:::::\n")]
    public void A_user_that_the_image_does_not_have_is_refused(string name, string? passwd)
    {
        var definition = new ServerDefinition { Name = "web", Init = ["/init"], User = new(name) };

        var fault = Refused.With(ErrorId.StateFile, () => new ImageUsers(passwd, null).Resolve(definition));

        Assert.Contains($"'{name}' is no user of the image", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_server_may_write_is_its_users_unless_it_says_otherwise()
    {
        var writable = Resolve(StateFile.Parse(
            "name: web\ninit: [/init]\nuser: www-data\nwritable: [/run, /tmp, {path: /var/lib/postgresql, owner: postgres, mode: '0700'}, {path: /var/own, owner: 12}, {path: /var/roots, owner: root}]\n")).Writable;

        Assert.Equal(
            [("/run", 33, 33), ("/tmp", 0, 0), ("/var/lib/postgresql", 104, 109), ("/var/own", 12, 12), ("/var/roots", 0, 0)],
            writable.Select(path => (path.Path, path.OwnerId, path.GroupId)));
    }

    [Fact]
    public void Root_is_there_in_an_image_without_users()
    {
        var definition = StateFile.Parse("name: web\ninit: [/init]\nuser: 33\nwritable: [{path: /data, owner: root}]\n");

        var path = Assert.Single(new ImageUsers(null, null).Resolve(definition).Writable);

        Assert.Equal((0, 0), (path.OwnerId, path.GroupId));
    }

    [Fact]
    public void A_definition_without_users_stays_as_it_is()
    {
        var definition = StateFile.Parse("name: web\ninit: [/init]\nuser: root\nwritable: [/run, /tmp]\n");

        Assert.Null(definition.User);
        Assert.Equal(DefinitionJson.Write(definition), DefinitionJson.Write(Resolve(definition)));
        Assert.DoesNotContain("user", DefinitionJson.Write(definition), StringComparison.OrdinalIgnoreCase);
    }

    private static ServerDefinition Resolve(ServerDefinition definition) => new ImageUsers(Passwd, Group).Resolve(definition);
}
