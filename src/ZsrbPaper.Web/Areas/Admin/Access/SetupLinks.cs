using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;

namespace ZsrbPaper.Web.Areas.Admin.Access;

/// <summary>
/// One-time links by which somebody sets their password. A user's link holds everything sealed in its address and dies with the
/// user's security stamp, that is once it was used; the link of a new installation is known to the database by its hash only.
/// Both are good for an hour.
/// </summary>
public sealed class SetupLinks(PaperDbContext db, IDataProtectionProvider protection, IOptions<SiteOptions> site, TimeProvider clock) : IUserTwoFactorTokenProvider<DeskUser>
{
    /// <summary>Name among Identity's token providers.</summary>
    public const string Provider = "Setup";

    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private const string FirstUserFact = "first-user-link";
    private readonly IDataProtector _protector = protection.CreateProtector("ZsrbPaper.SetupLinks");

    /// <summary>A new link for the user, absolute. Earlier ones stay good until one is used.</summary>
    public async Task<string> CreateAsync(UserManager<DeskUser> users, DeskUser user) => Address(await users.GeneratePasswordResetTokenAsync(user));

    /// <summary>The user whose link it is; null when it is nobody's, used, or too old.</summary>
    public async Task<DeskUser?> FindUserAsync(string token, UserManager<DeskUser> users)
    {
        var content = Open(token);
        if (content is null)
        {
            return null;
        }

        var user = await db.Users.FirstOrDefaultAsync(user => user.Id == content.UserId);
        return user is { IsDisabled: false } && await users.VerifyUserTokenAsync(user, Provider, UserManager<DeskUser>.ResetPasswordTokenPurpose, token) ? user : null;
    }

    /// <summary>A new link by which the first user is made, absolute; null when there are users. An earlier one is dead then.</summary>
    public async Task<string?> CreateFirstAsync(CancellationToken cancellationToken)
    {
        var fact = await db.SiteFacts.FirstOrDefaultAsync(fact => fact.Name == FirstUserFact, cancellationToken);
        if (await db.Users.AnyAsync(cancellationToken))
        {
            return null;
        }

        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var value = $"{Hash(token)} {(clock.GetUtcNow() + Lifetime).UtcTicks.ToString(CultureInfo.InvariantCulture)}";
        if (fact is null)
        {
            db.SiteFacts.Add(new SiteFact(FirstUserFact, value));
        }
        else
        {
            fact.Value = value;
        }

        await db.SaveChangesAsync(cancellationToken);
        return Address(token);
    }

    /// <summary>Whether this is the link by which the first user is made, and nobody was made yet.</summary>
    public async Task<bool> IsFirstAsync(string token, CancellationToken cancellationToken) =>
        await FindFirstAsync(token, cancellationToken) is not null && !await db.Users.AnyAsync(cancellationToken);

    /// <summary>Uses the link up, within the caller's transaction. False when another request was quicker, or it is no such link.</summary>
    public async Task<bool> UseFirstAsync(string token, CancellationToken cancellationToken) =>
        await FindFirstAsync(token, cancellationToken) is { } value
        && await db.SiteFacts.Where(fact => fact.Name == FirstUserFact && fact.Value == value).ExecuteDeleteAsync(cancellationToken) == 1
        && !await db.Users.AnyAsync(cancellationToken);

    public Task<bool> CanGenerateTwoFactorTokenAsync(UserManager<DeskUser> manager, DeskUser user) => Task.FromResult(false);

    public async Task<string> GenerateAsync(string purpose, UserManager<DeskUser> manager, DeskUser user)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(purpose);
            writer.Write(user.Id);
            writer.Write((clock.GetUtcNow() + Lifetime).UtcTicks);
            writer.Write(await manager.GetSecurityStampAsync(user));
        }

        return Base64Url.EncodeToString(_protector.Protect(stream.ToArray()));
    }

    public async Task<bool> ValidateAsync(string purpose, string token, UserManager<DeskUser> manager, DeskUser user) =>
        Open(token) is { } content
        && content.Purpose == purpose
        && content.UserId == user.Id
        && content.Expires > clock.GetUtcNow().UtcTicks
        && content.Stamp == await manager.GetSecurityStampAsync(user);

    private async Task<string?> FindFirstAsync(string token, CancellationToken cancellationToken)
    {
        var value = await db.SiteFacts.AsNoTracking().Where(fact => fact.Name == FirstUserFact).Select(fact => fact.Value).FirstOrDefaultAsync(cancellationToken);
        return value?.Split(' ') is [var hash, var expires]
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(hash), Encoding.ASCII.GetBytes(Hash(token)))
            && long.Parse(expires, CultureInfo.InvariantCulture) > clock.GetUtcNow().UtcTicks
            ? value
            : null;
    }

    private string Address(string token) => site.Value.Absolute(DeskAddresses.Setup(token));

    private static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private Content? Open(string token)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(_protector.Unprotect(Base64Url.DecodeFromChars(token))), Encoding.UTF8);
            return new Content(reader.ReadString(), reader.ReadInt32(), reader.ReadInt64(), reader.ReadString());
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException or IOException)
        {
            return null;
        }
    }

    private sealed record Content(string Purpose, int UserId, long Expires, string Stamp);
}
