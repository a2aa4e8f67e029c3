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
/// user's security stamp, that is once it was used; the links of a new installation, one of each node's start, are known to the
/// database by their hashes only, and die together. All are good for an hour.
/// </summary>
public sealed class SetupLinks(PaperDbContext db, IDataProtectionProvider protection, IOptions<SiteOptions> site, TimeProvider clock) : IUserTwoFactorTokenProvider<DeskUser>
{
    /// <summary>Name among Identity's token providers.</summary>
    public const string Provider = "Setup";

    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private const string FirstUserFact = "first-user-link:";
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

    /// <summary>A new link by which the first user is made, absolute; null when there are users. Those that other nodes printed stay good for their hour.</summary>
    public async Task<string?> CreateFirstAsync(CancellationToken cancellationToken)
    {
        if (await db.Users.AnyAsync(cancellationToken))
        {
            return null;
        }

        var links = await db.SiteFacts.AsNoTracking().Where(fact => fact.Name.StartsWith(FirstUserFact)).ToListAsync(cancellationToken);
        var dead = links.Where(link => !IsAlive(link.Value)).Select(link => link.Name).ToList();
        await db.SiteFacts.Where(fact => dead.Contains(fact.Name)).ExecuteDeleteAsync(cancellationToken);

        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        db.SiteFacts.Add(new SiteFact(FactOf(token), (clock.GetUtcNow() + Lifetime).UtcTicks.ToString(CultureInfo.InvariantCulture)));
        await db.SaveChangesAsync(cancellationToken);
        return Address(token);
    }

    /// <summary>Whether this is the link by which the first user is made, and nobody was made yet.</summary>
    public async Task<bool> IsFirstAsync(string token, CancellationToken cancellationToken) =>
        await HasFirstAsync(token, cancellationToken) && !await db.Users.AnyAsync(cancellationToken);

    /// <summary>Uses the link up, and every other of its kind, within the caller's transaction. False when another request was quicker, or it is no such link.</summary>
    public async Task<bool> UseFirstAsync(string token, CancellationToken cancellationToken) =>
        await HasFirstAsync(token, cancellationToken)
        && await db.SiteFacts.Where(fact => fact.Name.StartsWith(FirstUserFact)).ExecuteDeleteAsync(cancellationToken) > 0
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

    private async Task<bool> HasFirstAsync(string token, CancellationToken cancellationToken)
    {
        var name = FactOf(token);
        return await db.SiteFacts.Where(fact => fact.Name == name).Select(fact => fact.Value).FirstOrDefaultAsync(cancellationToken) is { } expires && IsAlive(expires);
    }

    private bool IsAlive(string expires) => long.Parse(expires, CultureInfo.InvariantCulture) > clock.GetUtcNow().UtcTicks;

    private string Address(string token) => site.Value.Absolute(DeskAddresses.Setup(token));

    /// <summary>Half of the hash names the link: 128 bits that nobody finds a token for, and short enough for a name.</summary>
    private static string FactOf(string token) => FirstUserFact + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)).AsSpan(0, 16));

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
