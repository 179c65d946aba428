Describe 'Receive-StateCache' -Skip:(-not [Environment]::IsPrivilegedProcess) {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $null = Initialize-ServerHost
        $first = New-BuiltRepo TestDrive:/first
        $image = $first | Build-ServerImage
        $remote = Join-Path (Convert-Path TestDrive:/) cache.git
        git init -q --bare --initial-branch=main $remote
        Invoke-Git -C $first.Path push -q $remote HEAD:refs/heads/main origin/deps/base:refs/heads/deps/base
        $key = ($first | Publish-StateCache $remote).Key
    }

    BeforeEach { $clone = Import-StateRepo $remote "TestDrive:/$([guid]::NewGuid().ToString('n'))" }

    It 'takes what another clone has built, and hands its repository on to the build' {
        $built = $clone | Receive-StateCache -OutVariable entries | Build-ServerImage
        $entries.State | Should -Be Received
        $entries.Component | Should -Be app
        $entries.Key | Should -Be $key
        $built.Id | Should -Be $image.Id
        ($clone | Receive-StateCache).State | Should -Be Present
    }

    It 'takes nothing with -WhatIf' {
        $clone | Receive-StateCache -WhatIf | Should -BeNullOrEmpty
        Get-Results $clone.Path | Should -BeNullOrEmpty
    }

    It 'says what the remote lacks, which is no error' {
        $empty = Join-Path (Convert-Path TestDrive:/) "$([guid]::NewGuid()).git"
        git init -q --bare $empty
        ($clone | Receive-StateCache $empty).State | Should -Be Missing
    }

    It 'takes what belongs to other commits only with -All' {
        $null = Add-Result $first ('c' * 64) other
        $null = $first | Publish-StateCache $remote
        $null = $clone | Receive-StateCache
        Get-Results $clone.Path | Should -Be $key
        ($clone | Receive-StateCache -All | Where-Object Key -EQ ('c' * 64)).State | Should -Be Received
    }

    It 'builds results again with <Name>' -ForEach @{ Name = '-Verify'; Options = @{ Verify = $true } }, @{ Name = '-Sample'; Options = @{ Sample = 1 } } {
        ($clone | Receive-StateCache @Options).Verified | Should -BeTrue
    }

    It 'finds a result that was changed, and does not keep it' {
        $wrong = Join-Path (Convert-Path TestDrive:/) wrong.git
        git clone -q --mirror $remote $wrong
        $other = Invoke-Git -C $wrong commit-tree 'main^{tree}' -m "Build app"
        Invoke-Git -C $wrong update-ref "refs/containerstate/builds/$key" $other
        $result = Invoke-Apart { $clone | Receive-StateCache $wrong -Verify -ErrorAction Continue }
        $result.Ids | Should -Be CacheMismatch
        $result.Output | Should -BeNullOrEmpty
        $result.Errors[0].Exception.ErrorId | Should -Be CacheMismatch
        $result.Errors[0].Exception.Target | Should -Be app
        $result.Errors[0].Exception.Problem | Should -BeLike "*key $key*tree $(git -C $wrong rev-parse "$other^{tree}")*"
        Get-Results $clone.Path | Should -BeNullOrEmpty
    }

    It 'says that a reference or remote does not exist' {
        (Invoke-Apart { $clone | Receive-StateCache -Ref nope -ErrorAction Continue }).Ids | Should -Be ReferenceNotFound
        (Invoke-Apart { $clone | Receive-StateCache nowhere -ErrorAction Continue }).Ids | Should -Be RemoteNotFound
    }
}
