using System.Buffers.Binary;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace ContainerState.Integration.Tests.EndToEnd;

/// <summary>As much of PostgreSQL's protocol 3.0 as a password (SCRAM-SHA-256, RFC 5802) and one value take.</summary>
internal sealed class PostgreSqlClient : IDisposable
{
    private readonly TcpClient _tcp;

    private PostgreSqlClient(TcpClient tcp) => _tcp = tcp;

    /// <summary>Connects, with a password.</summary>
    /// <exception cref="InvalidOperationException">The server says no.</exception>
    public static async Task<PostgreSqlClient> ConnectAsync(string address, string user, string password)
    {
        var client = new PostgreSqlClient(new TcpClient(address, 5432));
        try
        {
            await client.EnterAsync(user, password);
            return client;
        }
        catch (InvalidOperationException)
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Runs statements, and hands back the first value of the last row.</summary>
    public async Task<string> QueryAsync(string statements)
    {
        await SendAsync('Q', Encoding.UTF8.GetBytes(statements + "\0"));
        var value = "";
        while (await ReceiveAsync() is var (kind, body) && kind != 'Z')
        {
            if (kind == 'D')
            {
                value = Encoding.UTF8.GetString(body, 6, BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(2)));
            }
        }
        return value;
    }

    /// <inheritdoc/>
    public void Dispose() => _tcp.Dispose();

    private async Task EnterAsync(string user, string password)
    {
        await SendAsync(null, [0, 3, 0, 0, .. Encoding.UTF8.GetBytes($"user\0{user}\0\0")]);
        await ReceiveAsync();
        var first = "n=,r=" + Convert.ToHexString(RandomNumberGenerator.GetBytes(12));
        await SendAsync('p', [.. "SCRAM-SHA-256\0"u8, .. Number(first.Length + 3), .. Encoding.UTF8.GetBytes("n,," + first)]);
        var answer = Encoding.UTF8.GetString((await ReceiveAsync()).Body.AsSpan(4));
        var parts = answer.Split(',').Select(part => part[2..]).ToArray();
        var salted = Rfc2898DeriveBytes.Pbkdf2(password, Convert.FromBase64String(parts[1]), int.Parse(parts[2], null), HashAlgorithmName.SHA256, 32);
        var key = HMACSHA256.HashData(salted, "Client Key"u8);
        var last = "c=biws,r=" + parts[0];
        var signature = HMACSHA256.HashData(SHA256.HashData(key), Encoding.UTF8.GetBytes($"{first},{answer},{last}"));
        var proof = Convert.ToBase64String([.. key.Zip(signature, (one, other) => (byte)(one ^ other))]);
        await SendAsync('p', Encoding.UTF8.GetBytes($"{last},p={proof}"));
        while ((await ReceiveAsync()).Kind != 'Z')
        {
        }
    }

    private async Task SendAsync(char? kind, byte[] body) =>
        await _tcp.GetStream().WriteAsync((byte[])[.. kind is { } letter ? new[] { (byte)letter } : [], .. Number(body.Length + 4), .. body]);

    private async Task<(char Kind, byte[] Body)> ReceiveAsync()
    {
        var head = new byte[5];
        await _tcp.GetStream().ReadExactlyAsync(head);
        var body = new byte[BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1)) - 4];
        await _tcp.GetStream().ReadExactlyAsync(body);
        return head[0] == 'E' ? throw new InvalidOperationException(Encoding.UTF8.GetString(body).Replace('\0', ' ')) : ((char)head[0], body);
    }

    private static byte[] Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
