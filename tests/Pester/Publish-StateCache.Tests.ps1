Describe 'Publish-StateCache' {
    BeforeAll { . $PSScriptRoot/Common.ps1 }

    BeforeEach {
        $folder = Join-Path (Convert-Path TestDrive:/) ([guid]::NewGuid().ToString('n'))
        $repo = New-StateRepo $folder/web -Name web
        $remote = "$folder/cache.git"
        git init -q --bare $remote
        git -C $repo.Path remote add origin $remote
        $null = Add-Result $repo ('a' * 64)
        $null = Add-Result $repo ('b' * 64) lib
    }

    It 'sends what the remote lacks, and says what became of each result' {
        $entries = $repo | Publish-StateCache
        $entries.State | Should -Be Sent, Sent
        $entries.Component | Sort-Object | Should -Be app, lib
        $entries.Key | Sort-Object | Should -Be ('a' * 64), ('b' * 64)
        $entries[0].Repository.Path | Should -Be $repo.Path
        $entries[0].Tree | Should -Be (git -C $repo.Path rev-parse 'HEAD^{tree}')
        Get-Results $remote | Should -Be ('a' * 64), ('b' * 64)
        ($repo | Publish-StateCache).State | Should -Be Present, Present
    }

    It 'never overwrites, and warns' {
        $null = $repo | Publish-StateCache
        Invoke-Git -C $repo.Path commit -q --allow-empty -m More
        Invoke-Git -C $repo.Path update-ref "refs/containerstate/builds/$('a' * 64)" HEAD
        $entries = $repo | Publish-StateCache -WarningVariable warnings -WarningAction SilentlyContinue
        ($entries | Where-Object Key -EQ ('a' * 64)).State | Should -Be Differs
        $warnings | Should -HaveCount 1
        git -C $remote rev-parse "refs/containerstate/builds/$('a' * 64)" | Should -Not -Be (git -C $repo.Path rev-parse HEAD)
    }

    It 'sends nothing with -WhatIf' {
        $repo | Publish-StateCache -WhatIf | Should -BeNullOrEmpty
        Get-Results $remote | Should -BeNullOrEmpty
    }

    It 'serves a repository once, however often it is named' {
        @($repo, $repo | Publish-StateCache) | Should -HaveCount 2
    }

    It 'takes a path as PowerShell means it' {
        git init -q --bare $folder/other.git
        Push-Location $folder
        try {
            (Publish-StateCache ./other.git -Path web).State | Should -Be Sent, Sent
        }
        finally { Pop-Location }
        Get-Results $folder/other.git | Should -HaveCount 2
    }

    It 'says of <Place> what is wrong with it' -ForEach @(
        @{ Place = 'nowhere'; Id = 'RemoteNotFound' }
        @{ Place = 'ext::sh -c id'; Id = 'UnsafeUrl' }
        @{ Place = '--upload-pack=x'; Id = 'UnsafeUrl' }
        @{ Place = '/nowhere/at/all'; Id = 'Remote' }
    ) {
        (Invoke-Apart { $repo | Publish-StateCache -Remote $Place -ErrorAction Continue }).Ids | Should -Be $Id
    }

    It 'completes the names of remotes' {
        git -C $repo.Path remote add other $remote
        $line = "Publish-StateCache -Path '$($repo.Path)' -Remote "
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be origin, other
    }
}
