using Microsoft.AspNetCore.Identity;

namespace ZsrbPaper.Core.Desk;

/// <summary>Somebody who works at the desk. Their user name stands in history, reviews and audit log, and is never given to another.</summary>
public sealed class DeskUser : IdentityUser<int>
{
    public const int NameMaxLength = 50;
    private readonly List<DeskMembership> _memberships = [];

    /// <summary>The name as colleagues write it, such as 徐钧钻; the user name when null.</summary>
    public string? DisplayName { get; set; }

    /// <summary>A disabled user cannot sign in and is out within a minute; what they did keeps their name.</summary>
    public bool IsDisabled { get; set; }

    public DateTime CreatedAt { get; set; }

    public IReadOnlyCollection<DeskMembership> Memberships => _memberships;

    /// <summary>Sets the rights for a newspaper, or for all newspapers when <paramref name="newspaperId"/> is null; none takes them away.</summary>
    public void Grant(int? newspaperId, DeskRights rights)
    {
        _memberships.RemoveAll(membership => membership.NewspaperId == newspaperId);
        if (rights != DeskRights.None)
        {
            _memberships.Add(new DeskMembership(this, newspaperId, rights));
        }
    }
}

/// <summary>A user's rights for one newspaper, or for all.</summary>
public sealed class DeskMembership
{
    internal DeskMembership(DeskUser user, int? newspaperId, DeskRights rights)
    {
        User = user;
        NewspaperId = newspaperId;
        Rights = rights;
    }

    private DeskMembership() => User = null!;

    public int Id { get; private set; }

    public int UserId { get; private set; }

    public DeskUser User { get; private set; }

    /// <summary>Null: every newspaper.</summary>
    public int? NewspaperId { get; private set; }

    public DeskRights Rights { get; private set; }
}
