using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using ZsrbPaper.Core.Desk;

namespace ZsrbPaper.Web.Areas.Admin.Access;

/// <summary>
/// Codes of an authenticator (TOTP, RFC 6238: SHA-1, six digits, thirty seconds), one step early or late allowed. Unlike Identity's own
/// provider it goes by the portal's clock, and a code that was used is dead, as section 5.2 of the RFC asks.
/// </summary>
public sealed class AuthenticatorCodes(TimeProvider clock) : IUserTwoFactorTokenProvider<DeskUser>
{
    /// <summary>Name among Identity's token providers.</summary>
    public const string Provider = "Codes";

    private const string LastStep = "last-step";
    private const int StepSeconds = 30;
    private const string Base32Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>What the authenticator's camera reads.</summary>
    public static string Address(string site, string userName, string key) =>
        $"otpauth://totp/{Uri.EscapeDataString(site)}:{Uri.EscapeDataString(userName)}?secret={key}&issuer={Uri.EscapeDataString(site)}&digits=6&period=30";

    /// <summary>The code of a moment.</summary>
    /// <param name="key">The shared key in base 32.</param>
    /// <param name="at">The moment.</param>
    public static string Compute(string key, DateTimeOffset at) => ComputeStep(FromBase32(key), at.ToUnixTimeSeconds() / StepSeconds);

    public async Task<bool> CanGenerateTwoFactorTokenAsync(UserManager<DeskUser> manager, DeskUser user) => await manager.GetAuthenticatorKeyAsync(user) is { Length: > 0 };

    /// <summary>Codes are made by the user's own device.</summary>
    public Task<string> GenerateAsync(string purpose, UserManager<DeskUser> manager, DeskUser user) => Task.FromResult("");

    public async Task<bool> ValidateAsync(string purpose, string token, UserManager<DeskUser> manager, DeskUser user)
    {
        if (await manager.GetAuthenticatorKeyAsync(user) is not { Length: > 0 } base32)
        {
            return false;
        }

        var key = FromBase32(base32);
        var now = clock.GetUtcNow().ToUnixTimeSeconds() / StepSeconds;
        _ = long.TryParse(await manager.GetAuthenticationTokenAsync(user, Provider, LastStep), CultureInfo.InvariantCulture, out var last);
        for (var step = Math.Max(now - 1, last + 1); step <= now + 1; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(ComputeStep(key, step)), Encoding.UTF8.GetBytes(token)))
            {
                // Two requests with the same code: the user's concurrency stamp lets one of them through.
                return (await manager.SetAuthenticationTokenAsync(user, Provider, LastStep, step.ToString(CultureInfo.InvariantCulture))).Succeeded;
            }
        }

        return false;
    }

    private static string ComputeStep(byte[] key, long step)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> mac = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // Authenticators know no other hash; HMAC does not ask for collision resistance.
        HMACSHA1.HashData(key, counter, mac);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(mac[(mac[^1] & 0x0f)..]) & 0x7fffffff;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    private static byte[] FromBase32(string text)
    {
        var bytes = new List<byte>();
        var (buffer, bits) = (0, 0);
        foreach (var letter in text.TrimEnd('='))
        {
            buffer = ((buffer << 5) | Base32Letters.IndexOf(char.ToUpperInvariant(letter), StringComparison.Ordinal)) & 0xfff;
            bits += 5;
            if (bits >= 8)
            {
                bits -= 8;
                bytes.Add((byte)(buffer >> bits));
            }
        }

        return [.. bytes];
    }
}
